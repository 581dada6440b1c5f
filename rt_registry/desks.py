"""The desks of the registry in the menu of those who work at them."""

from django.utils.translation import gettext_lazy as _

from bantar.web.desks import Desk, register_desk
from rt_registry.permissions import can_import, can_manage_accounts, can_read_trace, is_admin


def register_desks() -> None:
    register_desk(Desk(_("Accounts"), "rt_registry:accounts", can_manage_accounts, order=60))
    register_desk(Desk(_("Rosters"), "rt_registry:roster", is_admin, order=70))
    register_desk(Desk(_("Imports"), "rt_registry:imports", can_import, order=75))
    register_desk(Desk(_("Trace"), "rt_registry:trace", can_read_trace, order=80))
