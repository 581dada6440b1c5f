"""A thread per process that keeps the store up to date, with a database connection of its own."""

import logging
import os
import threading

from django.db import connections

from bantar.served.store import Store


log = logging.getLogger(__name__)

EVERY = 0.5
"""Seconds; less than half of what lies between an announcement and its instant."""


class Poller:
    def __init__(self, store: Store, *, every: float = EVERY) -> None:
        self.store = store
        self.every = every
        self._ready = threading.Event()
        self._stop = threading.Event()
        self._failing = False

    def start(self, *, patience: float = 10) -> None:
        """Start, and wait until the first pages are here or the database has failed to give them.

        A process forked off has none of its parent's threads, so it starts its own.
        """
        self._start_thread()
        os.register_at_fork(after_in_child=self._start_thread)
        self._ready.wait(patience)

    def stop(self) -> None:
        self._stop.set()

    def _start_thread(self) -> None:
        if not self._stop.is_set():
            threading.Thread(target=self._run, name="served-pages", daemon=True).start()

    def _run(self) -> None:
        while not self._stop.is_set():
            self.once()
            self._ready.set()
            self._stop.wait(self.every)
        connections.close_all()

    def once(self) -> None:
        """Poll. A database that is away is said once, and what is in memory stays in force."""
        try:
            self.store.poll()
        except Exception:
            if not self._failing:
                log.exception("Published pages cannot be looked for; those in memory stay")
            self._failing = True
            connections.close_all()
        else:
            self._failing = False
