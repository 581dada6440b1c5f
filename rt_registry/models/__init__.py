from rt_registry.models.imports import ImportBatch
from rt_registry.models.region import Kecamatan, Kelurahan, RegionBoundary
from rt_registry.models.role import RoleGrant
from rt_registry.models.rt import RT, HouseholdCount, RTSuccession


__all__ = [
    "RT",
    "HouseholdCount",
    "ImportBatch",
    "Kecamatan",
    "Kelurahan",
    "RTSuccession",
    "RegionBoundary",
    "RoleGrant",
]
