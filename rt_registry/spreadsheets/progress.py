"""How far a long import is, told through the cache.

The database cannot tell it: its writer lock is held as long as the import works. A beat that runs out by itself parts
work that goes on from work whose process has died.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.core.cache import cache

from rt_registry.spreadsheets.kinds import ImportCancelled, Progress, Stage


BEAT_SECONDS: Final = 3.0
SILENT_SECONDS: Final = 20
"""Without a beat for so long, nobody is at work any more."""
QUEUE_SECONDS: Final = 180
"""Not taken up for so long, it is offered to be started again."""
KEPT_SECONDS: Final = 24 * 3600
PREPARING: Final = (Stage.READING, Stage.PLANNING)
CONFIRMING: Final = (Stage.READING, Stage.PLANNING, Stage.STORING)

DraftId = UUID | str


@dataclass(frozen=True)
class Standing:
    """Where the work is; `stage` None: it waits for its turn. `has_stopped`: nobody works on it."""

    stage: Stage | None
    percent: int
    is_cancelling: bool = False
    has_stopped: bool = False

    @property
    def is_waiting(self) -> bool:
        return self.stage is None and not self.has_stopped


def begin(draft_id: DraftId) -> None:
    """A job is asked for: it waits for its turn, and what was said of an earlier one is forgotten."""
    cache.delete_many([_key("said", draft_id), _key("beat", draft_id), _key("cancel", draft_id)])
    cache.set(_key("queue", draft_id), True, QUEUE_SECONDS)


@contextmanager
def at_work(draft_id: DraftId) -> Iterator[None]:
    """Beat as long as the block lasts, also while it waits for a file or the database."""
    done = threading.Event()
    _beat(draft_id)
    beating = threading.Thread(target=_keep_beating, args=(draft_id, done), daemon=True)
    beating.start()
    try:
        yield
    finally:
        done.set()
        beating.join()
        cache.delete_many([_key(name, draft_id) for name in ("said", "beat", "cancel", "queue")])


def _keep_beating(draft_id: DraftId, done: threading.Event) -> None:
    while not done.wait(BEAT_SECONDS):
        _beat(draft_id)


def _beat(draft_id: DraftId) -> None:
    cache.set(_key("beat", draft_id), True, SILENT_SECONDS)


def tell(draft_id: DraftId, *, stages: Sequence[Stage] = CONFIRMING) -> Progress:
    """Return what an import reports to; it raises ImportCancelled once the person asked for that."""
    said = -1

    def told(stage: Stage, done: int, total: int) -> None:
        nonlocal said
        if cache.get(_key("cancel", draft_id)):
            raise ImportCancelled
        share = done / total if total else 1.0
        at = stages.index(stage) if stage in stages else len(stages) - 1
        percent = min(99, int(100 * (at + share) / len(stages)))  # what is done to the last has no page of progress
        if percent != said:
            said = percent
            cache.set(_key("said", draft_id), (stage.value, percent), KEPT_SECONDS)

    return told


def standing_of(draft_id: DraftId) -> Standing:
    names = ("said", "beat", "cancel", "queue")
    found = cache.get_many([_key(name, draft_id) for name in names])
    said, beat, cancelled, queued = (found.get(_key(name, draft_id)) for name in names)
    stage, percent = (Stage(said[0]), said[1]) if said else (Stage.READING if beat else None, 0)
    return Standing(stage, percent, is_cancelling=bool(cancelled), has_stopped=not (beat or queued))


def percent_of(draft_id: DraftId) -> int:
    return standing_of(draft_id).percent


def ask_to_cancel(draft_id: DraftId) -> None:
    """The work ends at its next word about the progress; nothing of it is kept."""
    cache.set(_key("cancel", draft_id), True, KEPT_SECONDS)


def _key(name: str, draft_id: DraftId) -> str:
    return f"import:{name}:{draft_id}"
