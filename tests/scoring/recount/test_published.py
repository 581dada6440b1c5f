"""hasil.json holds what a recount needs: its digest and figures follow from it with the standard library alone."""

import hashlib
import json
import unicodedata
from typing import Any

from django.test import Client

from competitions.models import Nomination
from scoring.domain.canonical import canonical_bytes, public_document
from scoring.models import Result
from tests.scoring.public.conftest import Fill, Publish


def canonical_digest(published: dict[str, Any]) -> str:
    """As the docstring of the canonical form says it, with nothing of ours."""
    keys = ("format", "edition", "rules", "indicators", "decisions", "prize_total")
    document = {key: published[key] for key in keys}
    document["entries"] = sorted(published["entries"], key=lambda entry: entry["entry"])
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()


def test_the_digest_follows_from_the_file_alone(client: Client, fill: Fill, publish: Publish) -> None:
    edition = fill(5)
    Nomination.objects.filter(edition=edition, code__endswith="/001").update(label="RT 1 \u201cCafe\u0301\u201d \u2028")
    result = publish(edition)

    published = json.loads(client.get("/hasil/2026-1/hasil.json").content)

    assert canonical_digest(published) == published["digest"] == result.digest
    assert published["format"] == "bantar-result/2"
    assert len(published["indicators"]) == 21
    assert {len(entry["values"]) for entry in published["entries"]} == {3}


def test_what_is_sealed_is_what_the_file_holds(client: Client, published: Result) -> None:
    """The digested part is the very document: nothing of it is missing, nothing more is in it."""
    document = public_document(json.loads(client.get("/hasil/2026-1/hasil.json").content))

    assert hashlib.sha256(canonical_bytes(document)).hexdigest() == published.digest
    assert set(document) == {*("format", "edition", "rules", "indicators", "decisions", "entries", "prize_total")}
