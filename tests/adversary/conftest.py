"""The admin at the page of the imports, as the tests of that page know them."""

from tests.rt_registry.imports.conftest import city, desk


__all__ = ["city", "desk"]
