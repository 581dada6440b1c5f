"""Where files live: uploads, private or released, and the site's own static files."""

from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible
from whitenoise.storage import CompressedManifestStaticFilesStorage


@deconstructible(path="bantar.storage.PrivateFiles")
class PrivateFiles(FileSystemStorage):
    """Uploads as they came. They have no address: a view hands one out after asking who may see it."""

    def __init__(self, **options: object) -> None:
        modes = {"file_permissions_mode": 0o640, "directory_permissions_mode": 0o750}
        super().__init__(**{**modes, **options})  # type: ignore[arg-type]

    def url(self, name: str | None) -> str:
        return ""


@deconstructible(path="bantar.storage.PublicFiles")
class PublicFiles(FileSystemStorage):
    """Copies released by the committee, without metadata."""


IMPORTS = (
    (
        r"""(?m)(?P<matched>^(?P<verb>import|export)\b(?P<names>[^"';]*?)"(?P<url>\.{1,2}/[^"]+)";)""",
        '%(verb)s%(names)s"%(url)s";',
    ),
)
"""Modules that name others by their path."""


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed and compressed; source maps are not shipped, so their references are left alone.

    The modules of the app on the phone, and of the recount, import each other by hashed names: an open page keeps all
    of the version that it began with. No two may import each other, or their names would never settle.
    """

    keep_only_hashed_files = True
    max_post_process_passes = 20  # as long as the longest chain of imports, and more
    patterns = (
        (
            "*.css",
            (
                r"""(?P<matched>url\((?P<quote>['"]{0,1})\s*(?P<url>.*?)(?P=quote)\))""",
                (r"""(?P<matched>@import\s*(?P<quote>['"])\s*(?P<url>.*?)(?P=quote))""", '@import url("%(url)s")'),
            ),
        ),
        ("js/field/*.js", IMPORTS),
        ("js/recount/*.js", IMPORTS),
    )
