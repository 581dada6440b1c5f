"""Published pages and files, rendered once and kept compressed; every server answers from them before Django."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from competitions.models import Edition
from scoring.models.result import Result


class Rendering(models.Model):
    """All pages of one published version of an edition, made at once; one is current.

    `serve_from` is the instant at which all servers switch. `program` tells which code and style made the pages: a
    server of another program lets them be. `manifest` (addresses and digests of the pages) is signed like a seal.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="renderings", verbose_name=_("edition"))
    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="renderings", verbose_name=_("result"))
    program = models.CharField(_("program"), max_length=64)
    manifest = models.JSONField(_("addresses and digests"))
    signature = models.CharField(_("signature"), max_length=88)
    key = models.CharField(_("public key"), max_length=44)
    made_at = models.DateTimeField(_("made on"))
    serve_from = models.DateTimeField(_("served from"), null=True, blank=True)
    is_current = models.BooleanField(_("current"), default=False)

    class Meta:
        verbose_name = _("rendering")
        verbose_name_plural = _("renderings")
        constraints = [
            models.UniqueConstraint(
                fields=["edition"], condition=Q(is_current=True), name="one_current_rendering_per_edition"
            ),
            models.CheckConstraint(
                condition=Q(is_current=False) | Q(serve_from__isnull=False), name="current_rendering_has_its_instant"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.result} ({self.made_at:%Y-%m-%d %H:%M})"


class RenderedPage(models.Model):
    """One page or file under its address (path, and query if it has one), compressed twice."""

    rendering = models.ForeignKey(
        Rendering, on_delete=models.CASCADE, related_name="pages", verbose_name=_("rendering")
    )
    address = models.CharField(_("address"), max_length=300)
    headers = models.JSONField(_("headers"), default=dict)
    sha256 = models.CharField("SHA-256", max_length=64)
    brotli = models.BinaryField(_("compressed with brotli"))
    gzip = models.BinaryField(_("compressed with gzip"))

    class Meta:
        verbose_name = _("rendered page")
        verbose_name_plural = _("rendered pages")
        constraints = [
            models.UniqueConstraint(fields=["rendering", "address"], name="address_once_per_rendering"),
        ]

    def __str__(self) -> str:
        return self.address
