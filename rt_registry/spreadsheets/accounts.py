"""Accounts from a sheet: nama, nama_pengguna, email, peran, wilayah, instansi. About 140 people a year."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from bantar.accounts.models import User
from rt_registry.domain.region_names import normalise
from rt_registry.domain.texts import as_read
from rt_registry.enums import Role
from rt_registry.models import ImportBatch, Kecamatan, Kelurahan, RoleGrant
from rt_registry.services.accounts import USERNAME, create_account, propose_username
from rt_registry.services.import_journal import Written, changed, journal, made, values_of
from rt_registry.services.roles import grant_role
from rt_registry.spreadsheets.cells import parse_text
from rt_registry.spreadsheets.columns import Column
from rt_registry.spreadsheets.kinds import Context, Outcome, Plan
from rt_registry.spreadsheets.places import RegionBook
from rt_registry.spreadsheets.report import Problem, Severity
from rt_registry.spreadsheets.tables import DataRow, RowReader, Table


NAME: Final = Column("nama", ("nama lengkap", "display name", "name"), _("Name"))
USERNAME_COLUMN: Final = Column("nama_pengguna", ("username", "user", "akun"), _("Username"))
EMAIL: Final = Column("email", ("e-mail", "surel", "alamat email"), _("E-mail"))
ROLE: Final = Column("peran", ("role", "tugas", "sebagai"), _("Role"))
TERRITORY: Final = Column("wilayah", ("wilayah tugas", "kelurahan/kecamatan", "wilayah kerja"), _("Territory"))
OFFICE: Final = Column("instansi", ("opd", "dinas", "kantor", "asal instansi", "unsur"), _("Office"))

_ROLE_WORDS: Final = {
    Role.OPERATOR: ("operator", "operator kelurahan", "kelurahan operator", "lurah", "petugas kelurahan"),
    Role.VERIFIER: ("verifikator", "verifier", "verifikator kecamatan", "kecamatan verifier", "camat", "kasi pmk"),
    Role.PENDAMPING: ("pendamping", "sarjana pendamping", "sp"),
    Role.ASSESSOR: ("penilai", "assessor", "tim penilai", "juri", "ketua tim"),
    Role.COMMITTEE: ("panitia", "committee", "dpmppa"),
    Role.PUBLISHER: ("pejabat", "publisher", "pejabat kota", "penerbit"),
    Role.ADMIN: ("admin", "administrator"),
    Role.AUDITOR: ("auditor", "inspektorat", "pemeriksa"),
}
ROLES: Final = {word: role for role, words in _ROLE_WORDS.items() for word in words}

UNKNOWN_ROLE = _("This is no role. Roles are: %(roles)s.")
NO_TERRITORY_NEEDED = _("This role holds for the whole city; leave the territory empty.")
NEEDS_TERRITORY = _("This role needs its kelurahan or kecamatan.")
BAD_USERNAME = _("A username has 3 to 60 small letters, digits, dots, hyphens or underscores.")
TAKEN = _("This username belongs to %(name)s.")
SWITCHED_OFF = _("The account %(username)s is switched off; switch it on first.")
TWICE = _("The same username stands in row %(row)s already.")
TWICE_SAME = _("The same person with the same role stands in row %(row)s already; this row adds nothing.")
SAME_NAME = _("Somebody of this name has the account %(username)s. If it is the same person, write that username.")
BAD_EMAIL = _("This is not an e-mail address.")


@dataclass(frozen=True)
class Person:
    """One row understood; `is_known` where the account exists by then and only gets a role."""

    row: int
    name: str
    username: str
    email: str
    role: Role
    kelurahan: Kelurahan | None
    kecamatan: Kecamatan | None
    organisation: str
    is_known: bool = False

    @property
    def place(self) -> Kelurahan | Kecamatan | None:
        return self.kelurahan or self.kecamatan


@dataclass
class _People:
    """The accounts there are, and those the sheet has named so far."""

    by_username: dict[str, User] = field(default_factory=dict)
    by_name: dict[str, list[User]] = field(default_factory=dict)
    roles: set[tuple[int, str, int | None, int | None]] = field(default_factory=set)
    named: dict[str, tuple[int, str]] = field(default_factory=dict)
    seen: dict[tuple[object, ...], int] = field(default_factory=dict)
    chosen: set[str] = field(default_factory=set)

    @classmethod
    def load(cls) -> "_People":
        people = cls()
        for user in User.objects.all():
            people.by_username[user.username.casefold()] = user
            people.by_name.setdefault(normalise(as_read(str(user))), []).append(user)
        grants = RoleGrant.objects.filter(active_until=None)
        people.roles = set(grants.values_list("user_id", "role", "kelurahan_id", "kecamatan_id"))
        return people

    def has_role(self, user: User, person: Person) -> bool:
        return (user.pk, person.role, _pk(person.kelurahan), _pk(person.kecamatan)) in self.roles

    def same(self, person: Person) -> User | None:
        """Somebody of the same name with the very role: the sheet of last year."""
        return next((u for u in self.by_name.get(normalise(person.name), []) if self.has_role(u, person)), None)


def _pk(region: Kelurahan | Kecamatan | None) -> int | None:
    return region.pk if region else None


class AccountsKind:
    name = "accounts"
    columns: Sequence[Column] = (NAME, USERNAME_COLUMN, EMAIL, ROLE, TERRITORY, OFFICE)
    required: Sequence[frozenset[str]] = (frozenset({"nama"}), frozenset({"peran"}))
    parts: Mapping[type[Model], Sequence[type[Model]]] = {}
    columns_of: Mapping[type[Model], Mapping[str, str]] = {
        User: {"display_name": "nama", "username": "nama_pengguna", "email": "email", "organisation": "instansi"},
        RoleGrant: {"role": "peran", "kelurahan_id": "wilayah", "kecamatan_id": "wilayah"},
    }

    def plan(self, table: Table, context: Context) -> Plan[Person]:
        plan: Plan[Person] = Plan()
        people, book = _People.load(), RegionBook.load(context.names)
        read = [(row, *_read(row, book)) for row in table.rows]
        people.chosen = {person.username for _row, person, _said in read if person is not None}
        for row, person, problems in read:
            plan.report(*problems)
            if person is not None:
                _settle(row, person, people, plan)
        return plan

    def store(self, plan: Plan[Person], context: Context, batch: ImportBatch) -> None:
        """The accounts made carry the import's very moment, by which its page finds them again."""
        written = [line for person in plan.work for line in _store(person, context)]
        journal(batch=batch, written=written)


ADMITTED: Final = ("is_staff", "is_superuser")
"""What the role of administrator changes on an account."""
OF_ACCOUNT: Final = (
    *("username", "display_name", "email", "organisation", "is_active", *ADMITTED),
    *("date_joined", "last_login"),
)


def _store(person: Person, context: Context) -> Iterator[Written]:
    """One account, or one role more of one; the password is nobody's business and stays out of the journal."""
    if not person.is_known:
        user = create_account(
            username=person.username,
            display_name=person.name,
            email=person.email,
            organisation=person.organisation,
            role=person.role,
            kelurahan=person.kelurahan,
            kecamatan=person.kecamatan,
            by=context.by,
            now=context.now,
        )
        yield made(person.row, user, OF_ACCOUNT)
        yield from (made(person.row, grant) for grant in RoleGrant.objects.filter(user=user))
        return
    user = User.objects.get(username=person.username)
    before = values_of(user, ADMITTED)
    grant = grant_role(
        user=user,
        role=person.role,
        kelurahan=person.kelurahan,
        kecamatan=person.kecamatan,
        by=context.by,
        now=context.now,
    )
    yield changed(person.row, user, before)
    yield made(person.row, grant)


def _changes(person: Person) -> dict[str, Sequence[Any]]:
    """By the name of the column; of an account that is there, the role it gets."""
    role: dict[str, Sequence[Any]] = {ROLE.key: [None, str(person.role)]}
    if person.place is not None:
        role[TERRITORY.key] = [None, person.place.name]
    if person.is_known:
        return role
    said = {USERNAME_COLUMN.key: person.username, EMAIL.key: person.email, OFFICE.key: person.organisation}
    return {NAME.key: [None, person.name], **{key: [None, text] for key, text in said.items() if text}, **role}


def _read(row: DataRow, book: RegionBook) -> tuple[Person | None, list[Problem]]:
    """What a row says by itself; None where it cannot be understood."""
    reader = RowReader(row)
    name = reader.take("nama", parse_text, required=True, max_length=150)
    username = (reader.take("nama_pengguna", parse_text, max_length=60) or "").casefold()
    email = reader.take("email", parse_text, max_length=254) or ""
    office = reader.take("instansi", parse_text, max_length=120) or ""
    typed = reader.take("peran", parse_text, required=True)
    problems = list(reader.problems)
    role = ROLES.get(normalise(typed)) if typed else None
    if typed and role is None:
        message = str(UNKNOWN_ROLE) % {"roles": ", ".join(words[0] for words in _ROLE_WORDS.values())}
        problems.append(row.problem("peran", code="unknown_role", message=message))
    if username and not USERNAME.fullmatch(username):
        problems.append(row.problem("nama_pengguna", code="bad_username", message=BAD_USERNAME))
    if email and not _is_email(email):
        problems.append(row.problem("email", code="bad_email", message=BAD_EMAIL))
    kelurahan, kecamatan, said = _place(row, role, book) if role else (None, None, [])
    problems += said
    blocked = reader.lacks_value or any(problem.severity == Severity.ERROR for problem in problems)
    if blocked or name is None or role is None:
        return None, problems
    return Person(row.number, name, username, email, role, kelurahan, kecamatan, office), problems


def role_word(role: str) -> str:
    """The word for a role that our own sheets print."""
    return _ROLE_WORDS[Role(role)][0]


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _place(row: DataRow, role: Role, book: RegionBook) -> tuple[Kelurahan | None, Kecamatan | None, list[Problem]]:
    """The territory the role needs, read from the one column as what it must be."""
    needs = role in Role.of_a_kelurahan() | Role.of_a_kecamatan()
    typed = parse_text(row.get("wilayah"))
    if not needs:
        problem = row.problem("wilayah", code="no_territory", message=NO_TERRITORY_NEEDED)
        return None, None, [problem] if typed and normalise(typed) not in {"kota jambi", "kota"} else []
    if not typed:
        return None, None, [row.problem("wilayah", code="missing", message=NEEDS_TERRITORY)]
    if role in Role.of_a_kelurahan():
        kelurahan = book.kelurahan_in(row, "wilayah")
        return kelurahan.region, None, list(kelurahan.problems)
    kecamatan = book.kecamatan_in(row, "wilayah")
    return None, kecamatan.region, list(kecamatan.problems)


def _settle(row: DataRow, person: Person, people: _People, plan: Plan[Person]) -> None:
    """Whether the row makes an account, gives a role, or says what is so already."""
    known = people.by_username.get(person.username) if person.username else people.same(person)
    name = normalise(person.name)
    key = (person.username, name, person.role, _pk(person.kelurahan), _pk(person.kecamatan))
    first = people.seen.setdefault(key, row.number)
    if first != row.number:
        message = str(TWICE_SAME) % {"row": first}
        plan.report(row.problem("nama", code="duplicate_row", message=message, severity=Severity.WARNING))
        plan.put(row, Outcome.UNCHANGED)
    elif known is not None:
        _settle_known(row, person, known, people, plan)
    else:
        _settle_new(row, person, people, plan)


def _settle_known(row: DataRow, person: Person, user: User, people: _People, plan: Plan[Person]) -> None:
    if normalise(as_read(str(user))) != normalise(person.name):
        message = str(TAKEN) % {"name": user}
        plan.report(row.problem("nama_pengguna", code="username_taken", message=message))
    elif not user.is_active:
        message = str(SWITCHED_OFF) % {"username": user.username}
        plan.report(row.problem("nama", code="switched_off", message=message))
    elif people.has_role(user, person):
        plan.put(row, Outcome.UNCHANGED)
    else:
        person = replace(person, username=user.username, is_known=True)
        plan.put(row, Outcome.CHANGED, person, _changes(person), [person.username])


def _settle_new(row: DataRow, person: Person, people: _People, plan: Plan[Person]) -> None:
    """A new account, or a further role of one that an earlier row of this sheet makes."""
    first_row, first_name = people.named.get(person.username, (0, ""))
    if first_row and first_name != normalise(person.name):
        plan.report(row.problem("nama_pengguna", code="username_twice", message=str(TWICE) % {"row": first_row}))
        return
    if first_row:
        person = replace(person, is_known=True)
        plan.put(row, Outcome.NEW, person, _changes(person), [person.username])
        return
    _warn_of_namesakes(row, person, people, plan)
    taken = people.by_username.keys() | people.named.keys() | people.chosen
    username = person.username or propose_username(person.role, territory=person.place, name=person.name, taken=taken)
    people.named[username] = (row.number, normalise(person.name))
    person = replace(person, username=username)
    plan.put(row, Outcome.NEW, person, _changes(person), [person.username])


def _warn_of_namesakes(row: DataRow, person: Person, people: _People, plan: Plan[Person]) -> None:
    name = normalise(person.name)
    known = [user.username for user in people.by_name.get(name, [])]
    known += [username for username, (_row, named) in people.named.items() if named == name]
    if known and not person.username:
        message = str(SAME_NAME) % {"username": known[0]}
        plan.report(row.problem("nama", code="same_name", message=message, severity=Severity.WARNING))


ACCOUNTS: Final = AccountsKind()
