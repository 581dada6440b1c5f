from django.db import transaction

from rt_registry.services.reference import read_fixture_rows
from scoring.models import Indicator


@transaction.atomic
def load_indicators() -> None:
    """Store the 21 official indicators; a second run changes nothing."""
    for order, row in enumerate(read_fixture_rows("indicators.csv"), start=1):
        Indicator.objects.update_or_create(
            code=row["kode"],
            defaults={"aspect": row["aspek"].lower(), "order": order, "wording": row["uraian"]},
        )
