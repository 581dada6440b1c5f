"""A database after `migrate` and `load_reference`, made once per module; every test leaves it as it found it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.contract.commands import run


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), undone():
        assert run("load_reference").code == 0
        yield


@pytest.fixture
def reference(city: None) -> Iterator[None]:
    with undone():
        yield
