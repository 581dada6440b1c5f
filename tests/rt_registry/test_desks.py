import pytest
from django.test import Client
from django.urls import reverse

from bantar.web.desks import desks_of
from bantar.web.simulated import holds_simulated_data
from bantar.web.trace_words import act_words
from rt_registry.enums import Role
from rt_registry.models import RT
from tests.factories import create_rt, create_user


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.ADMIN, {"rt_registry:roster", "rt_registry:imports", "rt_registry:accounts", "rt_registry:trace"}),
        (Role.AUDITOR, {"rt_registry:trace"}),
        (Role.COMMITTEE, {"rt_registry:trace"}),
        (Role.PUBLISHER, set()),
        (Role.ASSESSOR, set()),
    ],
)
def test_the_registrys_desks_stand_in_the_menu_of_those_who_work_there(role: Role, expected: set[str]) -> None:
    names = {desk.url_name for desk in desks_of(create_user(role=role))}
    assert {name for name in names if name.startswith("rt_registry:")} == expected


def test_one_simulated_rt_marks_every_page(client: Client) -> None:
    rt = create_rt()
    assert not holds_simulated_data()
    assert b"sim-banner" not in client.get(reverse("account_login")).content
    RT.objects.filter(pk=rt.pk).update(simulated=True)
    assert holds_simulated_data()
    assert b"sim-banner" in client.get(reverse("account_login")).content


def test_acts_of_the_registry_have_words() -> None:
    assert act_words("rt.split") != "Rt split"
