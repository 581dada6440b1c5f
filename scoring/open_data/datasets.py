"""Every dataset there is, in the order of the pages, and each one's package by its name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.core.cache import cache

from scoring.exports.published import published_at
from scoring.open_data import editions
from scoring.open_data.fields import Words
from scoring.open_data.package import FORMAT, Package
from scoring.open_data.reference import REFERENCES
from scoring.selectors.open_data import archive_edition
from scoring.selectors.results import find_version, results_with_counts
from scoring.selectors.running import archive_editions


RESULT: Final = "result"
ARCHIVE: Final = "archive"
REFERENCE: Final = "reference"
_KEEP: Final = 600
"""Seconds for which the sizes of a dataset's files are remembered: they inform, nothing depends on them."""


@dataclass(frozen=True)
class Listed:
    """A dataset in the list; `holds` says how much is in it, `stamp` is another once it is published anew."""

    name: str
    kind: str
    title: Words
    about: Words
    year: int | None = None
    holds: int | None = None
    winners: int | None = None
    version: int | None = None
    digest: str = ""
    published_at: str | None = None
    simulated: bool = False

    @property
    def stamp(self) -> str:
        return f"{FORMAT}-{self.name}-{self.version}-{self.digest[:16]}-{self.holds}"


def listed() -> list[Listed]:
    """Results, newest first, then archives, then what belongs to no edition; two queries."""
    results = [
        Listed(
            name=result.edition.slug,
            kind=RESULT,
            title=editions.title_of_result(result.edition.name),
            about=editions.ABOUT_RESULT,
            year=result.edition.year,
            holds=result.entry_count,  # type: ignore[attr-defined]
            winners=result.winner_count,  # type: ignore[attr-defined]
            version=result.version,
            digest=result.digest,
            published_at=published_at(result),
            simulated=result.simulated,
        )
        for result in results_with_counts()
    ]
    archives = [
        Listed(
            name=edition.slug,
            kind=ARCHIVE,
            title=editions.title_of_archive(edition.name),
            about=editions.ABOUT_ARCHIVE,
            year=edition.year,
            winners=edition.winner_count,  # type: ignore[attr-defined]
            simulated=edition.simulated,
        )
        for edition in archive_editions()
    ]
    return [*results, *archives, *(Listed(one.name, REFERENCE, one.title, one.about) for one in REFERENCES)]


def package_named(name: str) -> Package | None:
    """The package of a dataset, None where there is none that everybody may have."""
    reference = next((one for one in REFERENCES if one.name == name), None)
    if reference is not None:
        return reference.package()
    version = find_version(name)
    if version is not None:
        return editions.result_package(version)
    edition = archive_edition(name)
    return editions.archive_package(edition) if edition else None


@dataclass(frozen=True)
class FileFacts:
    """What lists and catalogues say of a file without holding it."""

    name: str
    content_type: str
    size: int
    about: Words
    is_table: bool

    @property
    def format(self) -> str:
        return self.name.rpartition(".")[2]


@dataclass(frozen=True)
class Weighed:
    """A dataset with the sizes of its files and of its archive."""

    listed: Listed
    files: Sequence[FileFacts]
    archive: int


_Kept = tuple[Sequence[FileFacts], int]


def weighed(wanted: Sequence[Listed]) -> list[Weighed]:
    """The sizes of all files; no query for what was looked at within the last ten minutes."""
    keys = {f"open-data-{one.stamp}": one for one in wanted}
    kept: dict[str, _Kept] = cache.get_many(keys)
    missing = {key: made for key, one in keys.items() if key not in kept and (made := _weigh(one.name)) is not None}
    if missing:
        cache.set_many(missing, _KEEP)
    found = kept | missing
    return [Weighed(one, *found[key]) for key, one in keys.items() if key in found]


def _weigh(name: str) -> _Kept | None:
    package = package_named(name)
    if package is None:
        return None
    facts = [FileFacts(one.name, one.content_type, one.size, one.about, one.table is not None) for one in package.files]
    return facts, len(package.archive())
