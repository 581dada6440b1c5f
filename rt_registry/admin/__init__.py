"""The registry in the admin: regions, roster, people, and what was imported."""

from rt_registry.admin import imports, people, regions, roster


__all__ = ["imports", "people", "regions", "roster"]
