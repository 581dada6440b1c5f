from datetime import date

import pytest

from rt_registry.enums import Role
from rt_registry.models import RoleGrant
from rt_registry.permissions import can_manage_accounts, has_role, sees_everything
from tests.factories import create_kelurahan, create_user


pytestmark = pytest.mark.django_db


def test_the_first_administrator_needs_no_grant():
    user = create_user()
    user.is_superuser = True

    assert can_manage_accounts(user)
    assert not has_role(user, Role.COMMITTEE)


def test_a_role_that_has_ended_no_longer_counts():
    user = create_user(role=Role.AUDITOR)
    RoleGrant.objects.filter(user=user).update(active_until=date(2021, 1, 1))

    assert not sees_everything(user)


def test_an_inactive_person_has_no_roles():
    user = create_user(role=Role.OPERATOR, kelurahan=create_kelurahan())
    user.is_active = False

    assert not has_role(user, Role.OPERATOR)
