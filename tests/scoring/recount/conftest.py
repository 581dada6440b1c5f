"""The published editions of the public pages' tests."""

from tests.scoring.public.conftest import fill, kelurahan, publish, published


__all__ = ["fill", "kelurahan", "publish", "published"]
