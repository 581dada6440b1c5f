"""The kecamatan or kelurahan a row means, by code or by names, with a question where a person must say."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Generic, TypeVar

from django.utils.translation import gettext_lazy as _

from rt_registry.domain.region_names import (
    KECAMATAN_ALIASES,
    KELURAHAN_ALIASES,
    How,
    Match,
    Region,
    match_code,
    match_region,
)
from rt_registry.enums import RegionLevel
from rt_registry.models import Kecamatan, Kelurahan
from rt_registry.names_alike import similarity
from rt_registry.spreadsheets.columns import Column
from rt_registry.spreadsheets.report import Problem, Resolution, Severity
from rt_registry.spreadsheets.spellings import ConfirmedName, NameQuestion, known_names
from rt_registry.spreadsheets.tables import DataRow, Table


R = TypeVar("R", Kecamatan, Kelurahan)

KODE_KELURAHAN: Final = Column(
    "kode_kelurahan", ("kode kel", "kode wilayah", "kode kelurahan/desa", "kode"), _("Official code of the kelurahan")
)
KODE_KECAMATAN: Final = Column("kode_kecamatan", ("kode kec",), _("Official code of the kecamatan"))
KECAMATAN: Final = Column("kecamatan", ("nama kecamatan", "kec"), _("Kecamatan"))
KELURAHAN: Final = Column(
    "kelurahan", ("nama kelurahan", "kel", "kelurahan/desa", "kel/desa", "desa/kelurahan"), _("Kelurahan")
)
PLACE_COLUMNS: Final = (KODE_KELURAHAN, KODE_KECAMATAN, KECAMATAN, KELURAHAN)

MOST_SPELLINGS: Final = 5_000
"""A sheet with more is none of this city, and nobody reads as many suggestions."""

UNKNOWN_CODE = _("No region of the city has this official code.")
UNKNOWN_NAME = _("No region of the city has this name.")
MISSING = _("The value is missing.")
SIMILAR = _("There is no region of this name; %(name)s may be meant.")
ELSEWHERE = _("The kelurahan of this name belongs to another kecamatan: %(name)s.")
AMBIGUOUS = _("Several regions may be meant: %(names)s. Write the full name or the official code.")
TOO_EARLY = _("This kelurahan did not exist yet in %(year)s. It may be: %(names)s. Write the name of then or its code.")
FORMED_LATER = _("This kelurahan did not exist yet in %(year)s.")
CONTRADICTS = _("The official code belongs to %(name)s, the name says something else.")


@dataclass(frozen=True)
class Place(Generic[R]):
    """The region of a row, or the suggested one, and what there is to say about it."""

    region: R | None
    problems: tuple[Problem, ...] = ()


class RegionBook:
    """All regions of the city, loaded once; every distinct spelling is looked up once."""

    def __init__(
        self, kecamatan: Iterable[Kecamatan], kelurahan: Iterable[Kelurahan], names: Iterable[ConfirmedName] = ()
    ) -> None:
        self.kecamatan_by_code = {k.code: k for k in kecamatan}
        self.kelurahan_by_code = {k.code: k for k in kelurahan}
        self._confirmed: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        for name in names:
            self._confirmed[name.level, name.parent][name.key] = name.code
        self._matches: dict[tuple[object, ...], Match] = {}
        self._names_above: tuple[Table, Mapping[int, DataRow]] | None = None

    @classmethod
    def load(cls, names: Iterable[ConfirmedName] = ()) -> "RegionBook":
        """Three queries. `names`: what was confirmed for this import, which counts more than what was before."""
        everything = Kelurahan.objects.select_related("kecamatan")
        return cls(Kecamatan.objects.all(), everything, [*known_names(), *names])

    @cached_property
    def _kecamatan(self) -> list[Region]:
        return [Region(k.code, k.name) for k in self.kecamatan_by_code.values()]

    @cached_property
    def _kelurahan(self) -> list[Region]:
        return [
            Region(k.code, k.name, k.kecamatan.code, k.active_from.year if k.active_from else None)
            for k in self.kelurahan_by_code.values()
        ]

    def kecamatan(self, row: DataRow, *, year: int | None = None) -> Place[Kecamatan]:
        """By `kode_kecamatan`, else by `kecamatan`."""
        key = "kode_kecamatan" if row.get("kode_kecamatan").text else "kecamatan"
        text = row.get(key).text
        if not text:
            return Place(None, (_missing(row, "kecamatan"),))
        match = self._match(text, None, None, of_kecamatan=True)
        return _place(row, key, match, self.kecamatan_by_code, year)

    def kelurahan(self, row: DataRow, *, year: int | None = None) -> Place[Kelurahan]:
        """By `kode_kelurahan`, else by `kelurahan` within `kecamatan` where one is given."""
        if row.get("kode_kelurahan").text:
            return self._kelurahan_by_code(row, year)
        text = row.get("kelurahan").text
        if not text:
            return self._unnamed(row, year)
        above = self.kecamatan(row) if _names_kecamatan(row) else Place[Kecamatan](None)
        if above.problems and above.region is None:
            return Place(None, above.problems)
        parent = above.region.code if above.region else None
        match = self._match(text, parent, year, of_kecamatan=False)
        place = _place(row, "kelurahan", match, self.kelurahan_by_code, year, parent=parent or "")
        return Place(place.region, (*above.problems, *place.problems))

    def _unnamed(self, row: DataRow, year: int | None) -> Place[Kelurahan]:
        """A name may stand once above a group of rows, where a file forgets that cells were merged: it is suggested."""
        key = "kelurahan" if row.table.has("kelurahan") or not row.table.has("kode_kelurahan") else "kode_kelurahan"
        above = self._above(row.table).get(row.number)
        region = self.kelurahan(above, year=year).region if above else None
        suggestion = _full_name(region) if region else None
        return Place(None, (row.problem(key, code="missing", message=MISSING, suggestion=suggestion),))

    def _above(self, table: Table) -> Mapping[int, DataRow]:
        """Row number -> the nearest row above that names a region, for rows that name none; not across totals."""
        if self._names_above is None or self._names_above[0] is not table:
            found: dict[int, DataRow] = {}
            last: DataRow | None = None
            totals = {row.number for row in table.totals}
            for row in sorted((*table.rows, *table.totals), key=lambda row: row.number):
                if row.number in totals:
                    last = None
                elif any(row.get(column.key).text for column in PLACE_COLUMNS):
                    last = row
                elif last is not None:
                    found[row.number] = last
            self._names_above = (table, found)
        return self._names_above[1]

    def kelurahan_in(self, row: DataRow, key: str) -> Place[Kelurahan]:
        """The kelurahan that one cell names, by code or by name alone."""
        return _place(
            row, key, self._match(row.get(key).text, None, None, of_kecamatan=False), self.kelurahan_by_code, None
        )

    def kecamatan_in(self, row: DataRow, key: str) -> Place[Kecamatan]:
        """The kecamatan that one cell names, by code or by name alone."""
        return _place(
            row, key, self._match(row.get(key).text, None, None, of_kecamatan=True), self.kecamatan_by_code, None
        )

    def _kelurahan_by_code(self, row: DataRow, year: int | None) -> Place[Kelurahan]:
        text = row.get("kode_kelurahan").text
        key = ("code", text, year)
        if key not in self._matches:
            self._matches[key] = match_code(text, self._kelurahan, year=year) or Match(How.UNKNOWN)
        match = self._matches[key]
        place = _place(row, "kode_kelurahan", match, self.kelurahan_by_code, year)
        if place.region is None or not match.is_certain:
            return place
        return Place(place.region, tuple(self._contradictions(row, place.region)))

    def _contradictions(self, row: DataRow, region: Kelurahan) -> Iterable[Problem]:
        """A name beside the code must not speak of another region."""
        for key, code, of_kecamatan in (("kelurahan", region.code, False), ("kecamatan", region.kecamatan.code, True)):
            text = row.get(key).text
            if not text:
                continue
            match = self._match(text, None, None, of_kecamatan=of_kecamatan)
            if match.is_certain and match.region is not None and match.region.code != code:
                message = str(CONTRADICTS) % {"name": f"{region.name} ({region.kecamatan.name})"}
                yield row.problem(key, code="code_contradicts_name", message=message)

    def _match(self, text: str, parent: str | None, year: int | None, *, of_kecamatan: bool) -> Match:
        key = (text, parent, year, of_kecamatan)
        if key not in self._matches:
            level = RegionLevel.KECAMATAN if of_kecamatan else RegionLevel.KELURAHAN
            self._matches[key] = match_region(
                text,
                self._kecamatan if of_kecamatan else self._kelurahan,
                parent=parent,
                year=year,
                aliases=KECAMATAN_ALIASES if of_kecamatan else KELURAHAN_ALIASES,
                confirmed=self._known(level, parent or ""),
                alike=similarity if len(self._matches) < MOST_SPELLINGS else None,
            )
        return self._matches[key]

    def _known(self, level: str, parent: str) -> dict[str, str]:
        """Spellings confirmed within the parent, and those confirmed without one that lie within it."""
        everywhere = self._confirmed[level, ""].items()
        return {key: code for key, code in everywhere if code.startswith(parent)} | self._confirmed[level, parent]


def _names_kecamatan(row: DataRow) -> bool:
    return bool(row.get("kecamatan").text or row.get("kode_kecamatan").text)


def _missing(row: DataRow, key: str) -> Problem:
    return row.problem(key, code="missing", message=MISSING)


def _place(
    row: DataRow, key: str, match: Match, by_code: Mapping[str, R], year: int | None, *, parent: str = ""
) -> Place[R]:
    region = by_code[match.region.code] if match.region else None
    if match.is_certain:
        return Place(region)
    if match.how == How.UNKNOWN:
        by_number = key.startswith("kode_")
        question = None if by_number else _name_question(row.get(key).text, key, parent, None, ())
        said = str(UNKNOWN_CODE if by_number else UNKNOWN_NAME)
        return Place(None, (row.problem(key, code="unknown_region", message=said, question=question),))
    if match.how == How.TOO_EARLY and region is not None:  # the code of a region that was formed later
        message = str(FORMED_LATER) % {"year": year}
        return Place(None, (row.problem(key, code="not_yet_formed", message=message),))
    candidates = [by_code[candidate.code] for candidate in match.candidates if candidate.code in by_code]
    question = _name_question(row.get(key).text, key, parent, region, candidates)
    return Place(region, (_question(row, key, match, region, year, question=question),))


def _name_question(
    typed: str, key: str, parent: str, region: Kecamatan | Kelurahan | None, candidates: Iterable[Kecamatan | Kelurahan]
) -> NameQuestion:
    """What a person is asked; the suggested region comes first."""
    asked = {one.code: _full_name(one) for one in (*([region] if region else []), *candidates)}
    level = RegionLevel.KECAMATAN if key.endswith("kecamatan") else RegionLevel.KELURAHAN
    return NameQuestion(level, typed, parent, tuple(asked.items()), region.code if region else "")


def _question(
    row: DataRow,
    key: str,
    match: Match,
    region: Kecamatan | Kelurahan | None,
    year: int | None,
    *,
    question: NameQuestion,
) -> Problem:
    name = _full_name(region) if region else None
    names = ", ".join(candidate.name for candidate in match.candidates)
    code, message = {
        How.SIMILAR: ("similar_name", SIMILAR),
        How.ELSEWHERE: ("other_kecamatan", ELSEWHERE),
        How.AMBIGUOUS: ("ambiguous_name", AMBIGUOUS),
        How.TOO_EARLY: ("not_yet_formed", TOO_EARLY),
    }[match.how]
    return row.problem(
        key,
        code=code,
        message=str(message) % {"name": name, "names": names, "year": year},
        severity=Severity.DECISION,
        suggestion=name,
        resolved_by=Resolution.SUGGESTION if region else None,
        question=question,
    )


def _full_name(region: Kecamatan | Kelurahan) -> str:
    return f"{region.name} ({region.kecamatan.name})" if isinstance(region, Kelurahan) else region.name
