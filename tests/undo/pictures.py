"""What must be as it was: every business table, row by row."""

from typing import Any

from django.apps import apps

from rt_registry.models import ImportBatch, ImportDraft, ImportedRecord, ParkedRow, RegionAlias, SheetShape


APPS = ("accounts", "rt_registry", "competitions", "scoring")
ASIDE = {ImportBatch, ImportedRecord, ParkedRow, ImportDraft, RegionAlias, SheetShape}


def dump() -> dict[str, list[dict[str, Any]]]:
    models = [model for app in APPS for model in apps.get_app_config(app).get_models() if model not in ASIDE]
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in models}


def counted(picture: dict[str, list[dict[str, Any]]]) -> dict[str, int]:
    return {label: len(rows) for label, rows in picture.items() if rows}
