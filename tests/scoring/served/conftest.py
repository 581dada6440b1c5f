"""Editions published through the ordinary services, their pages made ahead."""

import pytest
from django.conf import LazySettings

from tests.scoring.public.conftest import fill, kelurahan, publish, published


__all__ = ["fill", "kelurahan", "publish", "published"]


@pytest.fixture(autouse=True)
def _made_ahead(settings: LazySettings) -> None:
    settings.SERVED_PAGES = "scoring.selectors.served.PublishedPages"
