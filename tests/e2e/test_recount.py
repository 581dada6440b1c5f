"""The recount in the visitor's browser: of 51 editions in one page, and on the page itself, true and tampered with."""

import json
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, Page, Route

from bantar.signing import public_key, sign
from scoring.domain.canonical import canonical_bytes
from tests.e2e.browsing import Complaints, axe, open_context, overflow
from tests.scoring.public.conftest import Fill, Publish, fill, kelurahan, publish
from tests.scoring.recount.cases import RECOUNTED, cases


__all__ = ["fill", "kelurahan", "publish"]

SCRIPTS = Path(settings.BASE_DIR) / "static" / "js" / "recount"
SAFE = "https://hitung.test"
"""Never asked for: everything it would answer is given here. Browsers make digests on https alone."""

PAGE = "/hasil/2026-1/hitung-ulang/"
FILE = "/hasil/2026-1/hasil.json?versi=1"

RECOUNT = """async (texts) => {
  const { check } = await import("/check.js");
  const { recount } = await import("/tally.js");
  const { parse } = await import("/proof.js");
  const plain = (_key, value) => (typeof value === "bigint" ? Number(value) : value);
  const said = [];
  for (const [published, blank] of texts) {
    const recounted = recount(parse(blank));
    const found = await check(published);
    said.push(JSON.stringify({ ...found, entries: recounted.entries, prize_total: recounted.prize_total }, plain));
  }
  return said;
}"""
CHECK = "async (text) => { const { check } = await import('/check.js'); return check(text); }"


def answer(route: Route) -> None:
    path = SCRIPTS / route.request.url.rpartition("/")[2]
    if path.is_file():
        route.fulfill(content_type="text/javascript", path=path)
    else:
        route.fulfill(content_type="text/html", body="<!doctype html><title>Hitung</title>")


@pytest.fixture
def bare(browser: Browser) -> Any:
    context = open_context(browser, SAFE)
    page = context.new_page()
    page.route("**/*", answer)
    page.goto("/")
    yield page
    context.close()


def test_every_edition_counts_to_the_same(bare: Page) -> None:
    said = bare.evaluate(RECOUNT, [[case.published(), case.published(blank=True)] for case in cases()])

    for case, text in zip(cases(), said, strict=True):
        found = json.loads(text)
        recounted = {row["entry"]: {name: row[name] for name in RECOUNTED} for row in found["entries"]}
        assert recounted == case.recounted(), case.slug
        assert found["prize_total"] == case.document["prize_total"]
        assert (found["differences"], found["digest"]) == ([], found["published"]), case.slug
        assert found["signature"] == "none"


def signed(published: dict[str, Any], **changes: object) -> dict[str, Any]:
    same = {name: published[name] for name in ("edition", "version", "simulated", "reason", "digest")}
    statement = {"format": "bantar-statement/1", **same, **changes}
    value = sign(canonical_bytes(statement))
    return {**published, "signature": {"statement": statement, "value": value, "key": public_key()}}


def test_the_signature_is_checked(bare: Page) -> None:
    published = json.loads(cases()[1].published())
    good = signed(published)
    forged = {**good, "signature": {**good["signature"], "value": sign(b"another statement")}}
    tampered = {
        **good,
        "signature": {**good["signature"], "statement": {**good["signature"]["statement"], "version": 2}},
    }
    nonsense = {**good, "signature": {**good["signature"], "key": "%%%"}}
    tried = [good, forged, tampered, signed(published, digest="0" * 64), nonsense]

    said = [bare.evaluate(CHECK, json.dumps(one))["signature"] for one in tried]

    assert said == ["good", "bad", "bad", "bad", "bad"]


def test_without_https_the_figures_are_recounted_and_the_digest_is_not(bare: Page) -> None:
    bare.goto(SAFE.replace("https", "http"))

    found = bare.evaluate(CHECK, json.dumps(signed(json.loads(cases()[0].published()))))

    assert (found["differences"], found["digest"], found["signature"]) == ([], None, "unable")


def test_numbers_beyond_a_double_stay_exact(bare: Page) -> None:
    published = json.loads(cases()[1].published())
    published["prize_total"] = 2**63 + 1

    found = bare.evaluate(
        """async (text) => {
      const { check } = await import("/check.js");
      return (await check(text)).differences.map((one) => [one.field, String(one.published)]);
    }""",
        json.dumps(published),
    )

    assert found == [["prize_total", str(2**63 + 1)]]


@pytest.mark.parametrize("change", [{"values": [[1.5]]}, {"values": [[9]]}, {"values": [[0], [0]]}, {"values": []}])
def test_scores_that_cannot_be_are_an_error(bare: Page, change: dict[str, object]) -> None:
    published = json.loads(cases()[0].published())
    published["entries"][0].update(change)

    said = bare.evaluate(f"(text) => ({CHECK})(text).then(() => 'counted', () => 'refused')", json.dumps(published))

    assert said == "refused"


def test_the_page_says_the_same_and_names_what_is_not(browser: Browser, fill: Fill, publish: Publish) -> None:
    digest = publish(fill(5)).digest
    answers = {path: Client().get(path) for path in (PAGE, FILE)}
    context = open_context(browser, SAFE)
    complaints = Complaints.of(context)
    page = context.new_page()
    page.route("**/*", lambda route: portal(route, answers))
    page.goto(PAGE)

    page.click("#recount-start")
    page.wait_for_selector(".recount-same")

    assert digest in page.inner_text(".recount-same")
    assert [*overflow(page), *axe(page)] == []

    published = json.loads(answers[FILE].content)
    stranger = Ed25519PrivateKey.generate()
    signature = published["signature"]
    signature["value"] = b64encode(stranger.sign(canonical_bytes(signature["statement"]))).decode()
    signature["key"] = b64encode(stranger.public_key().public_bytes_raw()).decode()
    page.route(f"**{FILE}", lambda route: route.fulfill(json=published))
    page.click("#recount-start")
    page.wait_for_selector("#recount-said .notice-bad")
    assert page.locator("#recount-said table").count() == 0

    published["entries"][0]["total"] = "99.99"
    page.click("#recount-start")
    page.wait_for_selector("#recount-said table")
    assert "99,99" in page.inner_text("#recount-said tbody")
    assert [*overflow(page), *axe(page)] == []
    context.close()
    assert complaints.found == []


def portal(route: Route, answers: Mapping[str, Any]) -> None:
    """The portal's own answers, and its static files, as if over https."""
    path = route.request.url.removeprefix(SAFE)
    if path in answers:
        names = ("Content-Type", "Content-Security-Policy")
        headers = {name: answers[path][name] for name in names if name in answers[path]}
        route.fulfill(headers=headers, body=answers[path].content)
    else:
        found = finders.find(path.removeprefix("/static/"))
        route.fulfill(path=str(found)) if found else route.fulfill(status=404)
