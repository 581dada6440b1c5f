"""The rows of the committee's board: where each sheet is, never what it says."""

from dataclasses import dataclass
from datetime import date, datetime

from scoring.domain.arrivals import MISSING, Arrival
from scoring.selectors.field_facts import OnPaper, OnPhone, PhotoCount


@dataclass(frozen=True)
class MemberLine:
    """One assessor and one entry: where the sheet is. Never what it says."""

    nomination_id: int
    assessor_id: int
    name: str
    office: str
    arrival: Arrival
    is_member: bool
    sheet_id: int | None
    source: str
    filled: int
    submitted_at: datetime | None
    receipt: str
    phones: tuple[OnPhone, ...]
    paper: OnPaper | None
    photos: PhotoCount
    contested: int
    why_not: str = ""

    @property
    def phone(self) -> OnPhone | None:
        """The one last heard of."""
        return self.phones[0] if self.phones else None

    @property
    def is_missing(self) -> bool:
        return self.arrival in MISSING

    @property
    def is_told(self) -> bool:
        """Whether anything is known of it."""
        return self.arrival not in {Arrival.EXPECTED, Arrival.CLOSED} or bool(self.phones or self.photos.announced)


@dataclass(frozen=True)
class BoardVisit:
    """One visit with everybody whose sheet of it is expected or here."""

    pk: int
    label: str
    kecamatan: str
    team_id: int
    team: str
    visit_on: date | None
    order: int
    closed_at: datetime | None
    members: tuple[MemberLine, ...]

    @property
    def missing(self) -> list[MemberLine]:
        return [member for member in self.members if member.is_missing]

    @property
    def told(self) -> list[MemberLine]:
        """Members of whose sheet something is known."""
        return [member for member in self.members if member.is_told]

    @property
    def untold(self) -> list[MemberLine]:
        return [member for member in self.members if member not in self.told]


@dataclass(frozen=True)
class Missing:
    """A person who is still to hand in sheets of today, with the entries and the phone to ask for."""

    name: str
    office: str
    team: str
    lines: tuple[tuple[str, MemberLine], ...]

    @property
    def phone(self) -> OnPhone | None:
        heard = [line.phone for _, line in self.lines if line.phone]
        return max(heard, key=lambda phone: phone.seen_at) if heard else None

    @property
    def unsent(self) -> int:
        return sum(phone.unsent for _, line in self.lines for phone in line.phones)


@dataclass(frozen=True)
class NotCounted:
    """Something received that does not count: of one sheet, for one reason."""

    nomination_id: int
    assessor_id: int
    label: str
    name: str
    kind: str
    reason: str
    count: int
    received_at: datetime | None = None
    is_open: bool = False
    """Whether it seems to be possible to take it in now; the service has the last word."""


@dataclass(frozen=True)
class SilentPhone:
    """A phone with work of today or earlier that was not heard of for long."""

    name: str
    label: str
    seen_at: datetime
    unsent: int
    visits: tuple[str, ...]


@dataclass(frozen=True)
class Totals:
    """Sheets of the visits shown, by where they are."""

    expected: int
    on_phones: int
    on_paper: int
    partly: int
    received: int
    counted: int
    photos: PhotoCount

    @property
    def missing(self) -> int:
        return self.expected - self.received
