"""What was entered before there were phones is a first word too: a phone that has not seen it overwrites nothing."""

from django.db import migrations, models
from django.db.models import Q


def count_first_words(apps, schema_editor):
    apps.get_model("scoring", "Score").objects.filter(version=0).update(version=1)
    sheets = apps.get_model("scoring", "ScoreSheet").objects.filter(facts_version=0)
    sheets.exclude(Q(place="") & Q(note="")).update(facts_version=1)


class Migration(migrations.Migration):
    dependencies = [("scoring", "0003_paper_pages")]

    operations = [
        migrations.AlterField(model_name="score", name="version", field=models.PositiveIntegerField(default=1)),
        migrations.RunPython(count_first_words, migrations.RunPython.noop, elidable=True),
    ]
