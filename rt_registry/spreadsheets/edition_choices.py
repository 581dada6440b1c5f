"""The editions a sheet may belong to; the app that knows them registers its list."""

from collections.abc import Callable


Choices = list[tuple[str, str]]
_choices: list[Callable[[], Choices]] = []


def register_edition_choices(choices: Callable[[], Choices]) -> None:
    """Addresses with names, newest first; read when a form is shown."""
    _choices[:] = [choices]


def edition_choices() -> Choices:
    return [choice for choices in _choices for choice in choices()]
