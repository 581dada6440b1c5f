"""What every test stands on: seeded examples, an empty cache, Indonesian texts."""

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.core.cache import cache
from django.utils import translation

from bantar.catalogue import compile_catalogues


hypothesis.settings.register_profile("suite", max_examples=40, derandomize=True, deadline=None, database=None)
hypothesis.settings.register_profile("fuzz", max_examples=2000, deadline=None, database=None, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


def pytest_configure() -> None:
    compile_catalogues(Path(__file__).resolve().parent.parent / "locale")


@pytest.fixture(autouse=True)
def _fresh_start() -> Iterator[None]:
    """Begin with no sign-in counted and no language left over from the test before."""
    cache.clear()
    with translation.override("id"):
        yield
