"""What the watch has to tell the readers of a published result: since when which figure is not what was published."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bantar.trace.models import TraceEntry
from competitions.models import Edition
from scoring.models import Result, ResultCheck
from scoring.selectors.findings import describe_publicly, from_json


SHOWN: Final = 20


@dataclass(frozen=True)
class Notice:
    """A version that no longer says what was published; `findings` are the first of `count` sentences."""

    version: int
    since: datetime
    findings: tuple[str, ...]
    count: int


def notice_about(shown: Result, versions: Iterable[Result]) -> Notice | None:
    """Of the version on the page, else of any other of its edition."""
    ordered = [shown, *(version for version in versions if version.pk != shown.pk)]
    return next((notice for result in ordered if (notice := _notice(result)) is not None), None)


def changed_results(edition_id: int) -> list[Result]:
    """Versions of an edition that no longer say what was published, the newest first; one query."""
    wrong = Result.objects.published().filter(edition_id=edition_id, last_check__is_true=False)
    return list(wrong.select_related("edition", "last_check").without_inputs().latest_first())


def is_gone(edition: Edition) -> bool:
    """Whether the trace saw a result of this edition published; asked where no version of one is there."""
    return TraceEntry.objects.filter(act="result.published", scope=edition.slug).exists()


def _notice(result: Result) -> Notice | None:
    check: ResultCheck | None = getattr(result, "last_check", None)
    if check is None or check.is_true or check.wrong_since is None:
        return None
    kept = check.findings if isinstance(check.findings, list) else []
    findings = tuple(describe_publicly(from_json(one)) for one in kept[:SHOWN])
    return Notice(result.version or 0, check.wrong_since, findings, len(kept))
