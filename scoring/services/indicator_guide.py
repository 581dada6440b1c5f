from django.db import transaction

from rt_registry.services.reference import read_fixture_rows
from scoring.models import Indicator


@transaction.atomic
def load_indicator_guide() -> None:
    """Store what to look at and what each level looks like; a guide the city has written itself stays."""
    rows = {row["kode"]: row for row in read_fixture_rows("indicator_guide.csv")}
    fresh = [indicator for indicator in Indicator.objects.filter(code__in=rows) if not indicator.guide]
    for indicator in fresh:
        row = rows[indicator.code]
        indicator.guide = row["petunjuk"]
        indicator.level_guide = {str(level): row[f"tingkat_{level}"] for level in range(5)}
    Indicator.objects.bulk_update(fresh, ["guide", "level_guide"])
