"""A workbook without the minute it was written: the same figures give the same bytes, which a digest can name."""

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Final


PROPERTIES: Final = "docProps/core.xml"
WRITTEN: Final = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
COMPRESSION: Final = 6
REGULAR_FILE: Final = 0o600 << 16


def reproducible(workbook: bytes, *, at: datetime) -> bytes:
    """The same workbook as if written at this instant, its parts in the order of their names' first writing."""
    instant = at.astimezone(UTC)
    said = instant.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == PROPERTIES:
                content = WRITTEN.sub(rb"\g<1>" + said, content)
            part = zipfile.ZipInfo(name, date_time=instant.timetuple()[:6])
            part.compress_type, part.external_attr, part.create_system = zipfile.ZIP_DEFLATED, REGULAR_FILE, 3
            target.writestr(part, content, compresslevel=COMPRESSION)
    return out.getvalue()
