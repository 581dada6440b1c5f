"""The signed-in navigation: apps register their desks here, because `bantar` knows no app.

# rt_registry/apps.py
class RtRegistryConfig(AppConfig):
    def ready(self) -> None:
        register_desk(Desk(_("Kelurahan desk"), "rt_registry:kelurahan-desk", is_operator, order=10))
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from bantar.accounts.models import User


@dataclass(frozen=True)
class Desk:
    """A place of work: what the menu says, where it leads, and for whom."""

    label: str | Promise
    url_name: str
    is_for: Callable[[User], bool]
    order: int = 100


_desks: dict[str, Desk] = {}


def register_desk(desk: Desk) -> None:
    """Put a desk in the menu; registering the same address again replaces it."""
    _desks[desk.url_name] = desk


def desks_of(user: User) -> list[Desk]:
    """Return the desks this user works at, in the order of the menu."""
    return sorted((desk for desk in _desks.values() if desk.is_for(user)), key=lambda desk: desk.order)
