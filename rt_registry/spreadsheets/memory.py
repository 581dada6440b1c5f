"""What an import asks of Python itself."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Make many objects without the cyclic collector looking at all of them again and again.

    It takes a quarter of the time of a long import and finds nothing: all of them are needed until the end.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.freeze()  # what was made is counted as old at once; else all of it is looked at now, as new
            gc.unfreeze()
            gc.enable()
