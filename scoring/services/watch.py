"""The watch over results: it publishes what has its minute, and asks of all that is published if it is still true."""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Event
from time import monotonic
from typing import Final

from django.db import close_old_connections, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from bantar.trace.models import TraceEntry
from bantar.trace.services import record
from bantar.web.errors import Refusal
from scoring.domain.canonical import Difference
from scoring.enums import ResultStatus
from scoring.models import Result, ResultCheck
from scoring.result_refusals import AlreadyPublished, NotScheduled
from scoring.selectors.findings import as_json
from scoring.services import renderings
from scoring.services.document_proofs import issue_findings
from scoring.services.embargo import note_failed_publication
from scoring.services.publication import Prepared, prepare_publication, publish_result
from scoring.services.seal_checks import UNREADABLE
from scoring.services.verification import tampering_with


log = logging.getLogger(__name__)

MOST_FINDINGS: Final = 200
AHEAD: Final = timedelta(seconds=90)
"""How long before its minute the pages of a publication are made."""
LATE: Final = timedelta(seconds=10)
NOTHING_READY: Final[Mapping[int, Prepared]] = {}


def publish_due(now: datetime, ready: Mapping[int, Prepared] = NOTHING_READY) -> list[Result]:
    """Publish every approved result whose minute has come, in the name of who set it; a refusal is kept with it.

    What is ready for its minute and not late is published as of that minute, to the second.
    """
    due = _scheduled(now)
    published = []
    for result in due.select_related("scheduled_by"):
        minute, prepared = result.publish_at, ready.get(result.pk)
        in_time = prepared is not None and prepared.at == minute and now - prepared.at <= LATE
        at = minute if in_time and minute else now
        try:
            by = result.scheduled_by
            published.append(publish_result(result=result, by=by, now=at, minute=minute, prepared=prepared))
        except (AlreadyPublished, NotScheduled):  # another watch or a person was faster
            continue
        except Refusal as refusal:
            note_failed_publication(result=result, why=str(refusal), now=now)
        except Exception:  # a database that is away comes back, and the others are due too
            log.exception("The publication of result %s failed; it is tried again", result.pk)
    return published


def prepare_due(now: datetime, ready: Mapping[int, Prepared]) -> dict[int, Prepared]:
    """What the publications of the next moments need, kept or made now; what is refused is told at the minute."""
    prepared: dict[int, Prepared] = {}
    for result in _scheduled(now + AHEAD).select_related("scheduled_by"):
        minute, known = result.publish_at, ready.get(result.pk)
        if minute is None or (known is not None and known.at == minute):
            prepared.update({result.pk: known} if known else {})
        elif minute > now:
            with suppress(Refusal):
                prepared[result.pk] = prepare_publication(result=result, by=result.scheduled_by, at=minute)
    return prepared


def _scheduled(until: datetime) -> QuerySet[Result]:
    waiting = Result.objects.filter(status=ResultStatus.APPROVED, publish_at__lte=until, schedule_problem="")
    return waiting.order_by("publish_at", "pk")


def check_result(result: Result, now: datetime) -> ResultCheck:
    """Verify a published result and keep what was found; whoever reads it is warned from then on, or no longer."""
    check, turned = _checked(result.pk, now)
    if turned:
        renderings.refresh(check.result.edition, now)
    return check


def _checked(pk: int, now: datetime) -> tuple[ResultCheck, bool]:
    findings = [as_json(found) for found in _findings(pk)][:MOST_FINDINGS]
    with transaction.atomic():
        locked = Result.objects.select_for_update(no_key=True, of=("self",))
        result = locked.select_related("edition").defer("rules", "inputs").get(pk=pk)
        before = ResultCheck.objects.filter(result=result).first()
        check = before or ResultCheck(result=result, is_true=True, findings=[])
        was_true, had = check.is_true, check.findings
        check.result, check.checked_at = result, now
        check.is_true, check.findings = not findings, findings
        check.wrong_since = (check.wrong_since or now) if findings else None
        check.save()
        if was_true != check.is_true:
            _trace(check, now)
    return check, (was_true, had) != (check.is_true, check.findings)


def _findings(pk: int) -> list[Difference]:
    """What is stored may be anything at all: what cannot even be loaded is a finding too."""
    try:
        result = Result.objects.select_related("edition").get(pk=pk)
        return [*tampering_with(result=result), *issue_findings(result)]
    except UNREADABLE as error:
        return [Difference(None, "result", _("unreadable: %(why)s") % {"why": error}, None)]


def _trace(check: ResultCheck, now: datetime) -> None:
    act = "result.found_true" if check.is_true else "result.found_changed"
    details = {"version": check.result.version, "findings": len(check.findings)}
    record(act=act, subject=check.result, by=None, now=now, scope=check.result.edition.slug, details=details)


def gone_editions() -> list[str]:
    """Editions of which the trace saw a result published, and of which no version is there any more."""
    seen = (
        TraceEntry.objects.filter(act="result.published").order_by("scope").values_list("scope", flat=True).distinct()
    )
    there = set(Result.objects.published().values_list("edition__slug", flat=True))
    return [slug for slug in seen if slug not in there]


class Watch:
    """Rounds over all published results, newest versions first, until told to stop. Nothing stops it but that.

    Several at once do no harm: a publication happens once, and the later of two checks stands.
    """

    CHECK_EVERY: Final = 60.0
    LOOK_OVER_EVERY: Final = 1800.0
    REST: Final = 1.0

    def __init__(self, *, clock: Callable[[], datetime] = timezone.now) -> None:
        self.clock = clock
        self.stopping = Event()
        self.published: list[Result] = []
        self.ready: dict[int, Prepared] = {}

    def run(self) -> None:
        next_check, next_look = 0.0, monotonic() + self.LOOK_OVER_EVERY
        while not self.stopping.is_set():
            close_old_connections()
            self.publish()
            if monotonic() >= next_check:
                next_check = monotonic() + self.CHECK_EVERY
                self.check()
            if monotonic() >= next_look:
                next_look = monotonic() + self.LOOK_OVER_EVERY
                self.look_over_pages()
            self.stopping.wait(self.REST)

    def publish(self) -> None:
        try:
            self.ready = prepare_due(self.clock(), self.ready)
        except Exception:
            log.exception("The next publication could not be prepared; it is made at its minute")
        try:
            self.published += publish_due(self.clock(), self.ready)
        except Exception:
            log.exception("What is due could not be asked for; it is tried again")

    def look_over_pages(self) -> None:
        """Not while a publication is near: it takes seconds."""
        try:
            soon = self.clock() + timedelta(minutes=1)
            if not _scheduled(soon).exists():
                renderings.look_over(self.clock())
        except Exception:
            log.exception("The published pages could not be looked over; it is tried again")

    def check(self) -> list[ResultCheck]:
        """One round; whatever is due meanwhile is not kept waiting. A result that cannot be checked stops no other."""
        checks = []
        for pk in self._asked():
            if self.stopping.is_set():
                break
            self.publish()
            check = self._check(pk)
            if check is not None:
                checks.append(check)
        return checks

    def _asked(self) -> list[int]:
        try:
            for slug in gone_editions():
                log.error("A result of %s was published, and no version of it is there any more", slug)
            return list(Result.objects.published().order_by("-published_at", "-pk").values_list("pk", flat=True))
        except Exception:
            log.exception("The published results could not be listed; it is tried again")
            return []

    def _check(self, pk: int) -> ResultCheck | None:
        try:
            check = check_result(Result(pk=pk), self.clock())
        except Result.DoesNotExist:
            log.error("Result %s vanished while it was to be checked", pk)
            return None
        except Exception:
            log.exception("Result %s could not be checked", pk)
            return None
        if not check.is_true:
            log.error("%s is not what was published: %s differences", check.result, len(check.findings))
        return check
