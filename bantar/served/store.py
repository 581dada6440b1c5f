"""The pages in force, in memory: loaded ahead, switched by the clock, read without a lock."""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Protocol

from bantar.served.page import Page


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Announced:
    """Pages that are in force from an instant on (seconds of the clock); `shelf` is what they replace the pages of."""

    shelf: int
    number: int
    serve_from: float


class Source(Protocol):
    """Where the pages come from. Both may fail; what is in memory then stays."""

    def announced(self) -> Sequence[Announced]:
        """What is in force or will be, at most one per shelf."""

    def pages(self, number: int) -> Sequence[Page]:
        """All pages under this number; none where they are not to be served here."""


@dataclass(frozen=True, slots=True)
class Book:
    number: int
    serve_from: float
    pages: Mapping[str, Page]


@dataclass(slots=True)
class Shelf:
    """One set of pages in force, and those to come, the next one first."""

    now: Book | None = None
    coming: list[Book] = field(default_factory=list)

    def holds(self, number: int) -> bool:
        return any(book is not None and book.number == number for book in (self.now, *self.coming))

    def announce(self, book: Book) -> None:
        """What was announced before keeps its instant: a server that hears of the next later switches at it too."""
        self.coming = [*(one for one in self.coming if one.serve_from < book.serve_from), book]

    def switch(self, instant: float) -> None:
        while self.coming and self.coming[0].serve_from <= instant:
            self.now = self.coming.pop(0)


@dataclass
class Store:
    source: Source
    clock: Callable[[], float] = time.time
    _shelves: dict[int, Shelf] = field(default_factory=dict)
    _pages: Mapping[str, Page] = field(default_factory=dict)
    _next_switch: float = inf
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, address: str) -> Page | None:
        """The page in force at this instant."""
        if self.clock() >= self._next_switch:
            self.switch()
        return self._pages.get(address)

    @property
    def changes_soon(self) -> bool:
        """Whether other pages wait for their instant: nobody should keep what is still served."""
        return self._next_switch != inf

    def poll(self) -> None:
        """Load what is announced and not here yet; forget what is announced no more."""
        announced = {one.shelf: one for one in self.source.announced()}
        loaded = {
            shelf: self._load(one)
            for shelf, one in announced.items()
            if not self._shelves.get(shelf, _EMPTY).holds(one.number)
        }
        with self._lock:
            for gone in self._shelves.keys() - announced.keys():
                del self._shelves[gone]
            for shelf, book in loaded.items():
                self._shelves.setdefault(shelf, Shelf()).announce(book)
            self._put_in_force()

    def _load(self, one: Announced) -> Book:
        pages = self.source.pages(one.number)
        return Book(one.number, one.serve_from, {page.address: page for page in pages})

    def switch(self) -> None:
        with self._lock:
            self._put_in_force()

    def _put_in_force(self) -> None:
        """Everything whose instant has come, in one assignment: a reader finds all of it or nothing."""
        instant = self.clock()
        for shelf in self._shelves.values():
            shelf.switch(instant)
        self._pages = {
            address: page
            for shelf in self._shelves.values()
            if shelf.now is not None
            for address, page in shelf.now.pages.items()
        }
        self._next_switch = min((s.coming[0].serve_from for s in self._shelves.values() if s.coming), default=inf)


_EMPTY = Shelf()
