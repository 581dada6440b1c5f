"""What the commands about one edition share."""

import json
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from bantar.web.commands import Unusable
from competitions.models import Edition


MOST_BYTES = 1_000_000


def edition_named(slug: str) -> Edition:
    edition = Edition.objects.filter(slug=slug).first()
    if edition is None:
        raise Unusable(_("There is no edition “%(slug)s”.") % {"slug": slug})
    return edition


def read_json(path: Path) -> Any:
    """Read a JSON file; whatever cannot be read, or says a key twice, is named in one sentence."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Unusable(_("%(file)s is too large for an edition file.") % {"file": path})
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Unusable(
            _("%(file)s cannot be read: %(why)s.") % {"file": path, "why": error.strerror or error}
        ) from error
    except UnicodeDecodeError as error:
        raise Unusable(_("%(file)s is not a text in UTF-8.") % {"file": path}) from error
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        words = {"file": path, "line": error.lineno, "column": error.colno}
        raise Unusable(_("%(file)s is not JSON: line %(line)s, column %(column)s.") % words) from error
    except (RecursionError, ValueError) as error:
        raise Unusable(_("%(file)s is not an edition file: %(why)s") % {"file": path, "why": error}) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, value in pairs]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise ValueError(_("the key “%(key)s” stands in it twice.") % {"key": twice[0]})
    return dict(pairs)


def _no_constant(name: str) -> Any:
    raise ValueError(_("“%(name)s” is not a number.") % {"name": name})
