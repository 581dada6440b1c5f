from tests.specimens.city import built_city, specimen_city


__all__ = ["built_city", "specimen_city"]
