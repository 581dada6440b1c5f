from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportBatch(models.Model):
    """One stored import: which file and sheet, by whom, with the report that was shown."""

    kind = models.CharField(_("kind"), max_length=20)
    file_name = models.CharField(_("file"), max_length=255)
    file_sha256 = models.CharField(_("file sha256"), max_length=64)
    sheet = models.CharField(_("sheet"), max_length=120, blank=True)
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

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-imported_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name
