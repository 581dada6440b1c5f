from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Aspect(models.TextChoices):
    BERSIH = "bersih", "Bersih"
    AMAN = "aman", "Aman"
    PINTAR = "pintar", "Pintar"


class Aggregation(models.TextChoices):
    MEAN = "mean", _("Mean of all sheets")
    TRIMMED = "trimmed", _("Mean without one highest and one lowest (from 5 sheets)")


class WinnerMode(models.TextChoices):
    THRESHOLD = "threshold", _("Everyone who passes")
    TOP_N = "top_n", _("The best of each category among those who pass")


class SheetStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")


class SheetSource(models.TextChoices):
    WEB = "web", _("Entered by the assessor")
    IMPORT = "import", _("Imported")
    PHONE = "phone", _("Entered by the assessor without signal")
    PAPER = "paper", _("Written on paper, typed in and confirmed by two others")


class MessageKind(models.TextChoices):
    """What a phone may tell about a sheet."""

    LINE = "line", _("Score or note")
    FACTS = "facts", _("Place and note of the visit")
    PHOTO = "photo", _("Photo announced")
    PHOTO_REMOVED = "photo_removed", _("Photo taken back")
    SUBMIT = "submit", _("Sheet submitted")


class MessageOutcome(models.TextChoices):
    """What became of a message. Every one of them is received; a repeated one gets the same answer."""

    APPLIED = "applied", _("Applied")
    SUPERSEDED = "superseded", _("Overtaken by a later one of the same phone")
    CONFLICT = "conflict", _("Differs from another phone; the assessor is asked")
    KEPT = "kept", _("Received, not counted")


class KeptReason(models.TextChoices):
    """Why something received does not count."""

    NOT_ASSIGNED = "not_assigned", _("The visit belongs to another team now.")
    VISIT_CLOSED = "visit_closed", _("The visit was closed before this arrived.")
    NOT_COMPETING = "not_competing", _("The entry is no longer assessed.")
    NOT_OPEN = "not_open", _("The edition is not in the assessment phase.")
    IN_CONFLICT = "in_conflict", _("The assessor is marked as in conflict with the entry.")
    OWN_KECAMATAN = "own_kecamatan", _("The assessor is a pendamping of this kecamatan.")
    LOCKED = "locked", _("The sheet was submitted before this arrived.")
    TOO_MANY_PHOTOS = "too_many_photos", _("There were three photos for this indicator already.")
    NOT_A_PHOTO = "not_a_photo", _("The file is not the photo that was announced.")


class PhotoOrigin(models.TextChoices):
    CAMERA = "camera", _("Taken in the app")
    GALLERY = "gallery", _("Chosen from the phone")


class PaperStatus(models.TextChoices):
    TYPING = "typing", _("Being typed in")
    TYPED = "typed", _("Waiting for confirmation")
    RETURNED = "returned", _("Sent back to be typed again")
    CONFIRMED = "confirmed", pgettext_lazy("paper sheet", "Confirmed")
    DISCARDED = "discarded", _("Discarded")

    @classmethod
    def being_typed(cls) -> frozenset["PaperStatus"]:
        """In the hands of the person who types it in."""
        return frozenset({cls.TYPING, cls.RETURNED})


class ResultStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("Published")
    DISCARDED = "discarded", _("Discarded")

    @classmethod
    def open(cls) -> frozenset["ResultStatus"]:
        """Not public yet, still on its way."""
        return frozenset({cls.DRAFT, cls.APPROVED})


class DocumentKind(models.TextChoices):
    """What is set in type about a result."""

    ANNEX = "annex", _("Annex of the decree (lampiran keputusan)")
    MINUTES = "minutes", _("Minutes of the tally (berita acara)")
    CERTIFICATE = "certificate", _("Certificates (piagam)")
    HANDOVER = "handover", _("Prize hand-over list")
    PRESS = "press", _("Summary for the press")

    @classmethod
    def on_decree(cls) -> tuple["DocumentKind", ...]:
        """Those that name the mayor's decree, so that they need it first."""
        return (cls.ANNEX, cls.CERTIFICATE, cls.HANDOVER)

    @classmethod
    def public(cls) -> tuple["DocumentKind", ...]:
        """Those that everybody may read once the result is published."""
        return (cls.ANNEX, cls.PRESS)


class DocumentStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    WORKING = "working", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")

    @classmethod
    def on_its_way(cls) -> frozenset["DocumentStatus"]:
        return frozenset({cls.WAITING, cls.WORKING})


class DecisionKind(models.TextChoices):
    TIE_AT_CUT = "tie_at_cut", _("Tie at the last winning place")
    BEST_IN_CITY_TIE = "best_in_city_tie", _("Tie for best in the city")
    OVER_BUDGET = "over_budget", _("Prizes over the budget")


class EntryState(models.TextChoices):
    """What the tally made of an entry; a state, never a score of 0."""

    RANKED = "ranked", _("Ranked")
    INCOMPLETE = "incomplete", _("Incomplete")
    NOT_ASSESSED = "not_assessed", _("Not assessed (tidak dinilai)")
    DISQUALIFIED = "disqualified", _("Disqualified (didiskualifikasi)")
