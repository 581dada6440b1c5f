from django.db import models
from django.utils.translation import gettext_lazy as _


class Phase(models.TextChoices):
    DRAFT = "draft", _("Draft")
    NOMINATION = "nomination", _("Nomination")
    VERIFICATION = "verification", _("Verification")
    ASSESSMENT = "assessment", _("Assessment")
    TALLY = "tally", _("Tally")
    PROVISIONAL = "provisional", _("Provisional result")
    PUBLISHED = "published", _("Published")
    CLOSED = "closed", _("Closed")

    @classmethod
    def before_assessment(cls) -> frozenset["Phase"]:
        """Rules may still change."""
        return frozenset({cls.DRAFT, cls.NOMINATION, cls.VERIFICATION})

    @classmethod
    def before_publication(cls) -> frozenset["Phase"]:
        return frozenset(cls) - frozenset({cls.PUBLISHED, cls.CLOSED})

    @classmethod
    def after_publication(cls) -> frozenset["Phase"]:
        return frozenset({cls.PUBLISHED, cls.CLOSED})


class Track(models.TextChoices):
    REGULER = "reguler", _("Reguler")
    KENCANA = "kencana", _("Kencana")


class NominationStatus(models.TextChoices):
    WILLING = "willing", _("Willing (bersedia)")
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Nominated (diusulkan)")
    RETURNED = "returned", _("Returned")
    VERIFIED = "verified", _("Verified")
    CARRIED_OUT = "carried_out", _("Carried out (terlaksana)")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn (tidak jadi)")
    NOT_ASSESSED = "not_assessed", _("Not assessed (tidak dinilai)")
    DISQUALIFIED = "disqualified", _("Disqualified (didiskualifikasi)")

    @classmethod
    def live(cls) -> frozenset["NominationStatus"]:
        """An RT is in at most one of these per edition (DOMAIN 5)."""
        return frozenset(cls) - frozenset({cls.REJECTED, cls.WITHDRAWN})

    @classmethod
    def editable_by_operator(cls) -> frozenset["NominationStatus"]:
        return frozenset({cls.WILLING, cls.DRAFT, cls.RETURNED})

    @classmethod
    def private_to_kelurahan(cls) -> frozenset["NominationStatus"]:
        """Not handed in yet: the kecamatan does not see these."""
        return frozenset({cls.WILLING, cls.DRAFT})

    @classmethod
    def nominated(cls) -> frozenset["NominationStatus"]:
        """Counted as nominated (diusulkan): handed in at least once and not sent back, rejected or withdrawn."""
        return frozenset({cls.SUBMITTED}) | cls.entered()

    @classmethod
    def entered(cls) -> frozenset["NominationStatus"]:
        """Entries of the competition: verified, whatever happened afterwards."""
        return frozenset({cls.VERIFIED, cls.CARRIED_OUT, cls.NOT_ASSESSED, cls.DISQUALIFIED})

    @classmethod
    def competing(cls) -> frozenset["NominationStatus"]:
        """Entries that are ranked, or block until they can be."""
        return frozenset({cls.VERIFIED, cls.CARRIED_OUT})

    @classmethod
    def withdrawable(cls) -> frozenset["NominationStatus"]:
        return cls.editable_by_operator() | frozenset({cls.SUBMITTED, cls.VERIFIED})


class WithdrawalReason(models.TextChoices):
    RESIDENTS_UNWILLING = "residents_unwilling", _("The residents do not want to take part")
    NOT_READY = "not_ready", _("The RT is not ready this year")
    NO_FUNDS = "no_funds", _("Not enough self-raised funds (swadaya)")
    HEAD_CHANGED = "head_changed", _("The head of the RT changed")
    DISASTER = "disaster", _("Flood, fire or another disaster")
    DUPLICATE = "duplicate", _("Entered twice or by mistake")
    OTHER = "other", _("Another reason (please explain)")


class DocumentKind(models.TextChoices):
    PHOTO = "photo", _("Photo of the neighbourhood")
    STATEMENT = "statement", _("Statement of the RT head")
    KK_LIST = "kk_list", _("List of households")
    MINUTES = "minutes", _("Minutes of the residents' meeting")
    OTHER = "other", _("Other document")


class AwardSource(models.TextChoices):
    PUBLISHED = "published", _("Published result")
    IMPORTED = "imported", _("Imported record")
