from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OPERATOR = "operator", _("Kelurahan operator")
    VERIFIER = "verifier", _("Kecamatan verifier")
    PENDAMPING = "pendamping", _("Sarjana pendamping")
    ASSESSOR = "assessor", _("Assessor")
    COMMITTEE = "committee", _("Committee")
    PUBLISHER = "publisher", _("Publisher")
    ADMIN = "admin", _("Administrator")
    AUDITOR = "auditor", _("Auditor")

    @classmethod
    def of_a_kelurahan(cls) -> frozenset["Role"]:
        return frozenset({cls.OPERATOR})

    @classmethod
    def of_a_kecamatan(cls) -> frozenset["Role"]:
        return frozenset({cls.VERIFIER, cls.PENDAMPING})

    @classmethod
    def seeing_everything(cls) -> frozenset["Role"]:
        return frozenset({cls.COMMITTEE, cls.PUBLISHER, cls.ADMIN, cls.AUDITOR})


class SuccessionKind(models.TextChoices):
    SPLIT = "split", _("Split")
    MERGE = "merge", _("Merged")
    RENUMBER = "renumber", _("Renumbered")
    MOVE = "move", _("Moved to another kelurahan")


class RegionLevel(models.TextChoices):
    KECAMATAN = "kecamatan", _("Kecamatan")
    KELURAHAN = "kelurahan", _("Kelurahan")


class ImportState(models.TextChoices):
    """How far an upload is."""

    WAITING = "waiting", _("Waiting")
    WORKING = "working", _("At work")
    READY = "ready", _("Ready to look at")
    STORED = "stored", _("Stored")
    FAILED = "failed", _("Not readable")
    CANCELLED = "cancelled", _("Cancelled")
