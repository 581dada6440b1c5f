"""Mail to those concerned, where an address is known: after the commit, in plain text, never in the way of the act."""

import logging
from collections.abc import Sequence
from typing import Final

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from competitions.enums import NominationStatus
from competitions.models import Nomination
from rt_registry.enums import Role
from rt_registry.models import RoleGrant


log = logging.getLogger(__name__)

_SUBMITTED: Final = (
    _("To verify: %(label)s (%(edition)s)"),
    _("%(label)s was nominated for %(edition)s. Nominations of your kecamatan that wait for you: %(waiting)s."),
)
_DECIDED: Final = {
    NominationStatus.VERIFIED: (
        _("Verified: %(label)s (%(edition)s)"),
        _("The nomination of %(label)s for %(edition)s was verified, with %(kk)s KK."),
    ),
    NominationStatus.RETURNED: (
        _("Returned, please correct: %(label)s (%(edition)s)"),
        _("The nomination of %(label)s for %(edition)s was returned. Reason:\n\n%(reason)s"),
    ),
    NominationStatus.REJECTED: (
        _("Rejected: %(label)s (%(edition)s)"),
        _("The nomination of %(label)s for %(edition)s was rejected. Reason:\n\n%(reason)s"),
    ),
}
_CLOSING: Final = _("Please sign in to BANTAR and open your desk to see it.")


def tell_verifiers_of_submission(nomination: Nomination) -> None:
    """One line per nomination to the verifiers of its kecamatan, with how many wait in all."""

    def send() -> None:
        waiting = Nomination.objects.filter(
            edition=nomination.edition_id,
            status=NominationStatus.SUBMITTED,
            kelurahan__kecamatan=nomination.kelurahan.kecamatan_id,
        ).count()
        to = _addresses(Role.VERIFIER, kecamatan=nomination.kelurahan.kecamatan_id)
        _send(to, _SUBMITTED, nomination, waiting=waiting)

    transaction.on_commit(send, robust=True)


def tell_operators_of_decision(nomination: Nomination) -> None:
    """Tell the kelurahan's operators what became of their nomination; `nomination` carries its new status."""
    words = _DECIDED[NominationStatus(nomination.status)]

    def send() -> None:
        _send(_addresses(Role.OPERATOR, kelurahan=nomination.kelurahan_id), words, nomination)

    transaction.on_commit(send, robust=True)


def _addresses(role: Role, **territory: int) -> list[str]:
    grants = RoleGrant.objects.in_force_on(timezone.localdate()).filter(role=role, user__is_active=True, **territory)
    return sorted(set(grants.exclude(user__email="").values_list("user__email", flat=True)))


def _send(
    to: Sequence[str], words: tuple[str | Promise, str | Promise], nomination: Nomination, **more: object
) -> None:
    """Write to each person apart; a mail server that is down costs the notice, never the act."""
    values = {
        "label": nomination.label,
        "edition": nomination.edition.name,
        "reason": nomination.reason,
        "kk": nomination.kk,
        **more,
    }
    with override(settings.LANGUAGE_CODE):
        subject = " ".join((str(words[0]) % values).split())
        body = f"{str(words[1]) % values}\n\n{_CLOSING}\n"
    for address in to:
        try:
            send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [address])
        except Exception:
            log.exception("A notice on entry %s could not be sent.", nomination.code)
