from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person who signs in. What they may do stands in `rt_registry.RoleGrant`."""

    display_name = models.CharField(_("Name as shown"), max_length=150, blank=True)
    organisation = models.CharField(_("Office or agency"), max_length=120, blank=True)

    class Meta(AbstractUser.Meta):
        ordering = ["username"]

    def __str__(self) -> str:
        return self.display_name or self.get_full_name() or self.username


class SignInSlip(models.Model):
    """A one-time code, printed on paper, with which a person sets their own password.

    Only the hash of the code is stored; a new slip for the same person voids the older ones.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="slips")
    code_hash = models.CharField(max_length=128)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("sign-in slip")
        verbose_name_plural = _("sign-in slips")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(used_at=None, voided_at=None), name="one_open_slip_per_user"
            ),
            models.CheckConstraint(condition=models.Q(expires_at__gt=models.F("issued_at")), name="slip_expires_later"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.issued_at:%Y-%m-%d}"


class DeskVisit(models.Model):
    """When a person last opened a desk, so that the desk can open with what changed since."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk_visits")
    desk = models.CharField(max_length=30)
    seen_at = models.DateTimeField()
    previous_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("desk visit")
        verbose_name_plural = _("desk visits")
        constraints = [models.UniqueConstraint(fields=["user", "desk"], name="one_visit_per_user_and_desk")]

    def __str__(self) -> str:
        return f"{self.user} {self.desk}"
