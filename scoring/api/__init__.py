"""The open API under /api/v1/: what is published, read only, for programs of anybody."""
