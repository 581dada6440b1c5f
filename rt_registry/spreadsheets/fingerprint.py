"""What stands for a preview: only what it shows may be stored."""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from rt_registry.spreadsheets.kinds import Outcome, Plan
from rt_registry.spreadsheets.report import ImportReport
from rt_registry.spreadsheets.tables import Table


def fingerprint(*, table: Table, plan: Plan[Any], report: ImportReport, file_sha256: str, edition_slug: str) -> str:
    """A SHA-256 over the file, how it is read, and every change: of which record, and what stands there before.

    What a person accepts or acknowledges is not in it: it decides whether something is stored, not what.
    """
    said = {
        "file": file_sha256,
        "kind": report.kind,
        "edition": edition_slug,
        "sheet": table.sheet,
        "header": table.header_row,
        "columns": {str(column.index): [column.key, column.year] for column in table.columns},
        "outcomes": {one.value: [row for row, outcome in plan.outcomes.items() if outcome is one] for one in Outcome},
        "changes": plan.changes,
        "subjects": plan.subjects,
        "parked": sorted(report.preview.parked),
        "problems": sorted({(p.row or 0, p.code, str(p.cell), str(p.computed)) for p in report.problems}),
    }
    text = json.dumps(said, cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
