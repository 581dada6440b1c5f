"""The site of the open data's tests."""

from tests.scoring.open_data.conftest import site


__all__ = ["site"]
