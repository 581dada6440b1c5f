from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bantar.web.trace_words import act_words


class TraceQuerySet(models.QuerySet["TraceEntry"]):
    def about(self, subject: models.Model) -> Self:
        """Entries on one object, newest first."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk)).order_by("-at", "-pk")

    def with_actor(self) -> Self:
        return self.select_related("actor")


class TraceEntry(models.Model):
    """One act: who did what to which object, when and why. Written once, never changed by the portal."""

    at = models.DateTimeField(_("when"), db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    actor_label = models.CharField(_("who, as named then"), max_length=200)
    act = models.CharField(_("what"), max_length=60, db_index=True)
    subject_type = models.CharField(_("kind of object"), max_length=60)
    subject_id = models.CharField(max_length=40)
    subject_label = models.CharField(_("object"), max_length=200)
    scope = models.CharField(_("edition"), max_length=60, blank=True, db_index=True)
    reason = models.TextField(_("why"), blank=True)
    details = models.JSONField(_("details"), default=dict, blank=True)

    objects = TraceQuerySet.as_manager()

    class Meta:
        verbose_name = _("trace entry")
        verbose_name_plural = _("trace")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "-at"], name="trace_by_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_label}: {act_words(self.act)}, {self.subject_label}"
