import uuid

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rt_registry.enums import ImportState, RegionLevel


def private_storage() -> Storage:
    return storages["default"]


def upload_path(_upload: models.Model, _filename: str) -> str:
    """A name that nobody guesses; the name the file came with is kept in `file_name`."""
    return f"imports/{uuid.uuid4().hex}"


class ImportBatch(models.Model):
    """One stored import: which file and sheet, by whom, with the report that was shown.

    `columns` tells where a value stood: {"jumlah_kk": "D", "jumlah_rt@2017": "E"}, the key of a column, with its year
    where the sheet has one per year, and its letter.
    """

    kind = models.CharField(_("kind"), max_length=20)
    file = models.FileField(_("file"), upload_to=upload_path, storage=private_storage, max_length=200, blank=True)
    file_name = models.CharField(_("file"), max_length=255)
    file_sha256 = models.CharField(_("file sha256"), max_length=64)
    sheet = models.CharField(_("sheet"), max_length=120, blank=True)
    header_row = models.PositiveIntegerField(_("row of the header"), null=True, blank=True)
    columns = models.JSONField(_("columns"), default=dict, blank=True)
    edition_slug = models.CharField(_("edition"), max_length=60, blank=True)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("imported by"),
    )
    imported_at = models.DateTimeField(_("when"))
    note = models.TextField(_("note on acknowledged contradictions"), blank=True)
    report = models.JSONField(_("report"))
    undone_at = models.DateTimeField(_("taken back on"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken back by"),
    )
    undo_reason = models.TextField(_("reason for taking it back"), blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-imported_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name


class ImportedRecord(models.Model):
    """What an import wrote: which record, from which row of its sheet, what stood there before and what since.

    `before` None: the import made the record. `row` 0: no single row stands behind it.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="records", verbose_name=_("import"))
    row = models.PositiveIntegerField(_("row"))
    model = models.CharField(_("kind of record"), max_length=60)
    object_id = models.BigIntegerField(_("record"))
    before = models.JSONField(_("before"), null=True, blank=True)
    after = models.JSONField(_("after"))

    class Meta:
        verbose_name = _("imported record")
        verbose_name_plural = _("imported records")
        ordering = ["pk"]
        indexes = [models.Index(fields=["model", "object_id"], name="imported_record_of_object")]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}"


class ParkedRow(models.Model):
    """A row that could not be placed, set aside with what the sheet says, to be settled without a second import."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="parked", verbose_name=_("import"))
    row = models.PositiveIntegerField(_("row"))
    cells = models.JSONField(_("cells"))
    titles = models.JSONField(_("titles above the table"), default=list, blank=True)
    problems = models.JSONField(_("problems"))
    resolved_at = models.DateTimeField(_("settled on"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("settled by"),
    )
    resolved_in = models.ForeignKey(
        ImportBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("settled in")
    )
    note = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("parked row")
        verbose_name_plural = _("parked rows")
        ordering = ["batch", "row"]
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="one_parked_row_per_batch_and_row")]

    def __str__(self) -> str:
        return f"{self.batch} {self.row}"


class ImportDraft(models.Model):
    """An upload on its way: the file, what a person answered about it, and the preview they saw.

    `answers`: {"sheet", "taught": {"first", "last", "columns"}, "names": [...], "accept", "park", "acknowledge"}.
    `fingerprint` pins the preview: only what it stands for may be stored.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=20)
    edition_slug = models.CharField(_("edition"), max_length=60, blank=True)
    file = models.FileField(_("file"), upload_to=upload_path, storage=private_storage, max_length=200)
    file_name = models.CharField(_("file"), max_length=255)
    file_sha256 = models.CharField(_("file sha256"), max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded on"))
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ImportState.choices, default=ImportState.WAITING)
    report = models.JSONField(_("report"), null=True, blank=True)
    fingerprint = models.CharField(_("fingerprint"), max_length=64, blank=True)
    batch = models.OneToOneField(
        ImportBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="draft", verbose_name=_("import")
    )

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_draft_state_known"),
            models.CheckConstraint(condition=Q(batch=None) | Q(state="stored"), name="import_draft_batch_if_stored"),
        ]

    def __str__(self) -> str:
        return self.file_name


class RegionAlias(models.Model):
    """A spelling that a person confirmed once: from then on it means that region."""

    level = models.CharField(_("level"), max_length=10, choices=RegionLevel.choices)
    key = models.CharField(_("spelling without spaces"), max_length=150)
    parent = models.CharField(_("code of the kecamatan"), max_length=8, blank=True)
    code = models.CharField(_("official code"), max_length=13)
    typed = models.CharField(_("as typed"), max_length=150)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(_("confirmed on"))

    class Meta:
        verbose_name = _("known spelling")
        verbose_name_plural = _("known spellings")
        ordering = ["level", "key"]
        constraints = [
            models.UniqueConstraint(fields=["level", "key", "parent"], name="one_meaning_per_spelling"),
            models.CheckConstraint(condition=Q(level__in=RegionLevel.values), name="region_alias_level_known"),
        ]

    def __str__(self) -> str:
        return f"{self.typed} = {self.code}"


class SheetShape(models.Model):
    """What a person said the columns of such a header mean; `columns`: {"3": "jumlah_kk@2019", "4": ""}, from 0."""

    kind = models.CharField(_("kind"), max_length=20)
    signature = models.CharField(_("signature of the header"), max_length=64)
    columns = models.JSONField(_("columns"))
    taught_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("taught by")
    )
    taught_at = models.DateTimeField(_("taught on"))

    class Meta:
        verbose_name = _("known header")
        verbose_name_plural = _("known headers")
        ordering = ["kind", "taught_at"]
        constraints = [models.UniqueConstraint(fields=["kind", "signature"], name="one_meaning_per_header")]

    def __str__(self) -> str:
        return f"{self.kind} {self.signature[:8]}"
