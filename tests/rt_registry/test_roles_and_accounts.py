from datetime import date

import pytest

from bantar.accounts.models import User
from bantar.trace.models import TraceEntry
from bantar.web.errors import Refusal
from rt_registry.enums import Role
from rt_registry.models import Kelurahan, RoleGrant
from rt_registry.permissions import has_role
from rt_registry.selectors.regions import kecamatan_rt_counts, kelurahan_rt_counts, regions_with_rt_counts
from rt_registry.services import accounts as a
from rt_registry.services import refusals as no
from rt_registry.services import roles as r
from tests.factories import NOW, create_kecamatan, create_kelurahan, create_rt, create_user


pytestmark = pytest.mark.django_db


def make(**more: object) -> User:
    wanted = {"username": "penilai.siti", "display_name": "Siti Aminah", "role": "assessor", "by": None, "now": NOW}
    return a.create_account(**{**wanted, **more})  # type: ignore[arg-type]


def test_an_account_has_its_role_no_password_and_a_trace() -> None:
    kelurahan = create_kelurahan()
    user = make(username=" Operator.Uji ", role="operator", kelurahan=kelurahan, organisation="Kelurahan")
    assert (user.username, user.has_usable_password(), user.organisation) == ("operator.uji", False, "Kelurahan")
    assert has_role(user, Role.OPERATOR)
    assert list(TraceEntry.objects.about(user).order_by("pk").values_list("act", flat=True)) == [
        "account.created",
        "role.granted",
    ]


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"username": "ab"}, a.UsernameUnusable),
        ({"username": "siti aminah"}, a.UsernameUnusable),
        ({"username": "siti@jambi"}, a.UsernameUnusable),
        ({"username": ".siti"}, a.UsernameUnusable),
        ({"username": "x" * 61}, a.UsernameUnusable),
        ({"username": "SUDAH.ADA"}, a.UsernameTaken),
        ({"display_name": "  "}, a.NameMissing),
        ({"email": "bukan surel"}, a.EmailUnusable),
        ({"role": "operator"}, r.NeedsKelurahan),
        ({"role": "verifier"}, r.NeedsKecamatan),
        ({"role": "verifier", "kelurahan": True}, r.NeedsKecamatan),
        ({"role": "assessor", "kelurahan": True}, r.NeedsNoTerritory),
    ],
)
def test_a_wrong_account_is_refused_and_nothing_is_stored(wrong: dict[str, object], refusal: type[Refusal]) -> None:
    create_user(username="sudah.ada")
    if wrong.get("kelurahan"):
        wrong = {**wrong, "kelurahan": create_kelurahan()}
    with pytest.raises(refusal) as refused:
        make(**wrong)
    assert "%(" not in str(refused.value)
    assert User.objects.count() == 1
    assert not TraceEntry.objects.exists()


def test_usernames_are_proposed_from_role_and_territory_or_name() -> None:
    kelurahan = create_kelurahan(name="Kenali Besar")
    Kelurahan.objects.filter(pk=kelurahan.pk).update(slug="kenali-besar")
    kelurahan.refresh_from_db()
    assert a.free_username(Role.OPERATOR, territory=kelurahan) == "operator.kenali-besar"
    create_user(username="operator.kenali-besar")
    assert a.free_username(Role.OPERATOR, territory=kelurahan) == "operator.kenali-besar2"
    assert a.propose_username(Role.ASSESSOR, name="dr. Siti Aminah, M.Kes.") == "penilai.dr-siti-aminah-mkes"
    assert a.propose_username(Role.AUDITOR, name="李") == "auditor.auditor"
    assert a.USERNAME.fullmatch(a.propose_username(Role.ASSESSOR, name="x" * 200))


def test_a_role_is_given_once_and_ends_on_the_day() -> None:
    user = create_user()
    grant = r.grant_role(user=user, role=Role.AUDITOR, by=None, now=NOW)
    with pytest.raises(r.AlreadyHasRole):
        r.grant_role(user=user, role=Role.AUDITOR, by=None, now=NOW)
    ended = r.end_role(grant=grant, by=None, now=NOW, reason="Pindah")
    assert ended.active_until == date(2026, 7, 1)
    assert not RoleGrant.objects.in_force_on(date(2026, 7, 1)).exists()
    with pytest.raises(r.RoleHasEnded):
        r.end_role(grant=grant, by=None, now=NOW)
    assert r.grant_role(user=user, role=Role.AUDITOR, by=None, now=NOW).pk != grant.pk


def test_an_administrator_enters_the_admin_and_the_last_one_stays() -> None:
    first, second = create_user(), create_user()
    grants = [r.grant_role(user=user, role=Role.ADMIN, by=None, now=NOW) for user in (first, second)]
    first.refresh_from_db()
    assert first.is_staff
    assert first.is_superuser
    r.end_role(grant=grants[0], by=second, now=NOW)
    first.refresh_from_db()
    assert not first.is_staff
    with pytest.raises(r.LastAdministrator):
        r.end_role(grant=grants[1], by=second, now=NOW)
    with pytest.raises(r.LastAdministrator):
        a.switch_off(user=second, reason="x", by=first, now=NOW)
    with pytest.raises(a.OwnAccount):
        a.switch_off(user=second, reason="x", by=second, now=NOW)


def test_an_account_is_switched_off_with_a_reason_and_on_again() -> None:
    user, by = create_user(), create_user()
    with pytest.raises(no.ReasonMissing):
        a.switch_off(user=user, reason=" ", by=by, now=NOW)
    assert not a.switch_off(user=user, reason="Pensiun", by=by, now=NOW).is_active
    with pytest.raises(a.AlreadySo):
        a.switch_off(user=user, reason="Pensiun", by=by, now=NOW)
    user.refresh_from_db()
    with pytest.raises(r.AccountIsClosed):
        r.grant_role(user=user, role=Role.AUDITOR, by=by, now=NOW)
    assert a.switch_on(user=user, by=by, now=NOW).is_active
    assert list(TraceEntry.objects.about(user).order_by("pk").values_list("act", "reason")) == [
        ("account.switched_off", "Pensiun"),
        ("account.switched_on", ""),
    ]


def test_a_correction_traces_what_changed() -> None:
    user = make()
    a.change_account(user=user, display_name="Siti A.", email="", organisation="Dinas Kesehatan", by=None, now=NOW)
    assert TraceEntry.objects.get(act="account.changed").details == {
        "display_name": ["Siti Aminah", "Siti A."],
        "organisation": ["", "Dinas Kesehatan"],
    }


def test_rts_are_counted_at_the_end_of_their_year(django_assert_num_queries: object) -> None:
    kecamatan = create_kecamatan()
    kelurahan = create_kelurahan(kecamatan=kecamatan)
    old = create_rt(kelurahan=kelurahan, number=1)
    type(old).objects.filter(pk=old.pk).update(active_until=date(2025, 6, 1))
    create_rt(kelurahan=kelurahan, number=2, active_from=date(2025, 6, 1))
    create_rt(kelurahan=kelurahan, number=3, active_from=date(2026, 1, 1))
    with django_assert_num_queries(1):  # type: ignore[operator]
        counts = kecamatan_rt_counts([2013, 2024, 2025, 2026])
    assert [counts[year].get(kecamatan.pk, 0) for year in (2013, 2024, 2025, 2026)] == [0, 1, 1, 2]
    assert kelurahan_rt_counts([2026]) == {2026: {kelurahan.pk: 2}}
    with django_assert_num_queries(2):  # type: ignore[operator]
        [only] = regions_with_rt_counts(2025)
    assert (only.rt_count, [one.rt_count for one in only.kelurahan_list]) == (1, [1])  # type: ignore[attr-defined]
