import pytest
from django.test import Client

from rt_registry.enums import Role
from rt_registry.models import Kelurahan
from tests.factories import create_user
from tests.rt_registry.imports.desk import Desk
from tests.sheets import real_names


@pytest.fixture
def city() -> dict[str, Kelurahan]:
    return real_names()


@pytest.fixture
def desk(client: Client, city: dict[str, Kelurahan]) -> Desk:
    user = create_user(role=Role.ADMIN)
    client.force_login(user)
    return Desk(client, user)
