from rt_registry.models.imports import (
    ImportBatch,
    ImportDraft,
    ImportedRecord,
    ParkedRow,
    RegionAlias,
    SheetShape,
)
from rt_registry.models.region import Kecamatan, Kelurahan, RegionBoundary
from rt_registry.models.role import RoleGrant
from rt_registry.models.rt import RT, HouseholdCount, RTSuccession


__all__ = [
    "RT",
    "HouseholdCount",
    "ImportBatch",
    "ImportDraft",
    "ImportedRecord",
    "Kecamatan",
    "Kelurahan",
    "ParkedRow",
    "RTSuccession",
    "RegionAlias",
    "RegionBoundary",
    "RoleGrant",
    "SheetShape",
]
