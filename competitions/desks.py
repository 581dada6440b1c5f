"""The desks of this app in the menu."""

from django.utils.translation import gettext_lazy as _

from bantar.web.desks import Desk, register_desk
from competitions.permissions import can_open_kecamatan_desk, can_open_kelurahan_desk


def register_desks() -> None:
    """Put the desks into the menu of those who work there."""
    register_desk(Desk(_("Kelurahan desk"), "competitions:kelurahan-desk", can_open_kelurahan_desk, order=10))
    register_desk(Desk(_("Kecamatan desk"), "competitions:kecamatan-desk", can_open_kecamatan_desk, order=20))
