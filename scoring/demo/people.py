"""Accounts for every role, called by their role (CONTRACT 5)."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from bantar.accounts.models import User
from rt_registry.enums import Role
from rt_registry.models import Kecamatan, Kelurahan, RoleGrant
from scoring.models import Assessor, Office


SINCE = date(2020, 1, 1)
TEAM_COUNT = 6
MEMBERS_PER_TEAM = 4
OFFICES = [
    "Dinas Pendidikan",
    "Dinas Kesehatan",
    "DPMPPA",
    "Dinas Lingkungan Hidup",
    "Satpol PP",
    "Kodim 0415/Jambi",
    "Polresta Jambi",
    "PMI Kota Jambi",
    "TP PKK Kota Jambi",
    "Dinas Sosial",
    "Dinas PUPR",
    "Dinas Perhubungan",
]


@dataclass(frozen=True)
class Officials:
    committee: User
    second: User
    publisher: User
    admin: User
    auditor: User


@dataclass(frozen=True)
class People:
    officials: Officials
    operators: dict[int, User]
    verifiers: dict[int, User]
    teams: list[list[Assessor]]


def create_people(password: str) -> People:
    """All accounts with one password; the hash is made once, because making it is slow on purpose."""
    hashed = make_password(password)
    operators, verifiers = _create_territorial(hashed)
    return People(_create_officials(hashed), operators, verifiers, _create_teams(hashed))


def _create_officials(hashed: str) -> Officials:
    committee = _create("panitia", "Panitia", hashed, Role.COMMITTEE)
    second = _create("panitia2", "Panitia 2", hashed, Role.COMMITTEE)
    publisher = _create("pejabat", "Pejabat", hashed, Role.PUBLISHER)
    auditor = _create("auditor", "Auditor Inspektorat", hashed, Role.AUDITOR)
    admin = _create("admin", "Admin", hashed, Role.ADMIN)
    User.objects.filter(pk=admin.pk).update(is_staff=True, is_superuser=True)
    return Officials(committee, second, publisher, admin, auditor)


def _create_territorial(hashed: str) -> tuple[dict[int, User], dict[int, User]]:
    operators = {
        k.pk: _create(f"operator.{k.slug}", f"Operator {k.name}", hashed, Role.OPERATOR, kelurahan=k)
        for k in Kelurahan.objects.all()
    }
    verifiers = {}
    for k in Kecamatan.objects.all():
        verifiers[k.pk] = _create(f"verifikator.{k.slug}", f"Verifikator {k.name}", hashed, Role.VERIFIER, kecamatan=k)
        _create(f"pendamping.{k.slug}", f"Pendamping {k.name}", hashed, Role.PENDAMPING, kecamatan=k)
    return operators, verifiers


def _create_teams(hashed: str) -> list[list[Assessor]]:
    offices = [Office.objects.get_or_create(name=name)[0] for name in OFFICES]
    leads = [_create_assessor(f"ketua{n}", f"Ketua Tim {n}", offices[n], hashed) for n in range(1, TEAM_COUNT + 1)]
    others = [
        _create_assessor(f"penilai{n}", f"Penilai {n}", offices[n % len(offices)], hashed)
        for n in range(1, TEAM_COUNT * MEMBERS_PER_TEAM + 1)
    ]
    return [[lead, *others[i * MEMBERS_PER_TEAM : (i + 1) * MEMBERS_PER_TEAM]] for i, lead in enumerate(leads)]


def _create_assessor(username: str, name: str, office: Office, hashed: str) -> Assessor:
    user = _create(username, name, hashed, Role.ASSESSOR)
    return Assessor.objects.create(name=name, name_key=name.lower(), office=office, user=user)


def _create(
    username: str,
    name: str,
    hashed: str,
    role: Role,
    *,
    kelurahan: Kelurahan | None = None,
    kecamatan: Kecamatan | None = None,
) -> User:
    user = User.objects.create(username=username, display_name=name, password=hashed)
    RoleGrant.objects.create(user=user, role=role, kelurahan=kelurahan, kecamatan=kecamatan, active_from=SINCE)
    return user
