"""The open API: what it answers, how it is cached, and that it knows of nothing unpublished."""

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator

from scoring.exports import formats
from scoring.selectors.results import find_version
from tests.scoring.open_data.site import FORMULA, SECRET_LABEL, Site


API = "/api/v1/"


def ask(client: Client, path: str, status: int = 200) -> Any:
    answer = client.get(API + path)
    assert answer.status_code == status, answer.content
    return answer.json()


def openapi(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = ask(client, "openapi.json")
    return found


def example_requests(document: dict[str, Any]) -> dict[str, str]:
    """Per operation its address with every example that the description gives."""
    found = {}
    for path, methods in document["paths"].items():
        url, query = path, []
        for parameter in methods["get"]["parameters"]:
            if parameter["in"] == "path":
                url = url.replace(f"{{{parameter['name']}}}", str(parameter["example"]))
            elif "example" in parameter:
                query.append(f"{parameter['name']}={parameter['example']}")
        found[methods["get"]["operationId"]] = url + ("?" + "&".join(query) if query else "")
    return found


def schema_of(document: dict[str, Any], operation: str, status: str) -> Draft202012Validator:
    response = next(m["get"] for m in document["paths"].values() if m["get"]["operationId"] == operation)["responses"]
    schema = response[status]["content"]["application/json"]["schema"]
    return Draft202012Validator({**schema, "components": document["components"]})


def test_every_example_of_the_description_runs_and_keeps_its_promise(site: Site, client: Client) -> None:
    document = openapi(client)
    requests = example_requests(document)

    assert len(requests) == 13
    for operation, url in requests.items():
        answer = client.get(url)
        assert answer.status_code == 200, (url, answer.content)
        schema_of(document, operation, "200").validate(answer.json())
        assert answer.json().get("items") != [], url
    assert requests["entries"].startswith("/api/v1/editions/2026-1/entries?")


def test_description_is_openapi_31_and_explains_everything(site: Site, client: Client) -> None:
    document = openapi(client)

    assert document["openapi"] == "3.1.0"
    assert document["info"]["license"]["name"].startswith("Creative Commons Attribution")
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
        assert all("description" in one or "$ref" in json.dumps(one) for one in schema["properties"].values())
    for methods in document["paths"].values():
        assert list(methods) == ["get"]
        assert " / " in methods["get"]["description"]
        summary = methods["get"]["summary"]
        assert " / " in summary
        assert not summary.endswith(".")
        assert all("description" in parameter for parameter in methods["get"]["parameters"])
        assert {"200", "304", "404", "422", "503"} == methods["get"]["responses"].keys()


def test_ids_and_summaries_of_operations_are_those_programs_were_made_with(db: None, client: Client) -> None:
    made = {one["get"]["operationId"]: one["get"]["summary"] for one in openapi(client)["paths"].values()}

    results = ["index", "editions", "edition", "result", "entries", "entry"]
    assert list(made) == [*results, "awards", "rts", "rt", "regions", "indicators", "recaps", "statistics"]
    assert made["editions"] == "Semua edisi, terbaru dulu / All editions, newest first"


def test_description_without_any_result(db: None, client: Client) -> None:
    assert ask(client, "openapi.json")["openapi"] == "3.1.0"
    assert ask(client, "editions")["items"] == []
    assert ask(client, "statistics")["years"] == []


def test_entries_are_those_of_hasil_json(site: Site, client: Client) -> None:
    version = find_version("2026-1")
    assert version is not None
    published = json.loads(formats.as_json(version))

    found = ask(client, "editions/2026-1/entries?per_page=100")

    assert found["items"] == [
        {k: v for k, v in e.items() if k not in ("values", "state_reason")} for e in published["entries"]
    ]
    assert (found["total"], found["next"], found["previous"]) == (len(published["entries"]), None, None)
    assert FORMULA in {one["label"] for one in found["items"]}


def test_pages_follow_one_another(site: Site, client: Client) -> None:
    seen, url = [], "http://testserver/api/v1/editions/2026-1/entries?per_page=4&track=reguler"
    while url:
        answer = client.get(url.removeprefix("http://testserver"))
        page = answer.json()
        seen += [one["entry"] for one in page["items"]]
        assert (page["next"] is None) == ('rel="next"' not in answer.get("Link", ""))
        url = page["next"]

    whole = ask(client, "editions/2026-1/entries?per_page=100&track=reguler")
    beyond = ask(client, "editions/2026-1/entries?page=99&per_page=4&track=reguler")
    assert seen == [one["entry"] for one in whole["items"]]
    assert (beyond["items"], beyond["next"]) == ([], None)
    assert "page=3" in beyond["previous"]


def test_a_correction_between_two_pages_mixes_no_versions(site: Site, client: Client) -> None:
    """Who follows the addresses stays with the version of the first page."""
    first = ask(client, "editions/2026-1/entries?per_page=4&page=2")

    assert all(f"version={site.newest.version}" in first[name] for name in ("next", "previous"))
    older = ask(client, "editions/2026-1/entries?per_page=4&version=1")
    assert "version=1" in older["next"]
    assert older["next"].count("version=") == 1


@pytest.mark.parametrize(
    ("query", "key", "value"),
    [
        ("winner=true", "winner", True),
        ("winner=false", "winner", False),
        ("track=kencana", "track", "kencana"),
        ("category=besar", "category", "besar"),
    ],
)
def test_filters_keep_what_was_asked_for(site: Site, client: Client, query: str, key: str, value: object) -> None:
    everything = ask(client, "editions/2026-1/entries?per_page=100")["items"]

    found = ask(client, f"editions/2026-1/entries?{query}")

    assert found["items"] == [one for one in everything if one[key] == value] != []
    assert found["total"] == len(found["items"])


def test_filters_by_region(site: Site, client: Client) -> None:
    code = site.kelurahan.code

    for query in (f"kelurahan={code}", f"kecamatan={site.kelurahan.kecamatan.code}"):
        for path in ("editions/2026-1/entries", "awards", "rts"):
            assert ask(client, f"{path}?{query}")["total"] > 0
    assert [one["code"] for one in ask(client, "regions?level=kelurahan")["items"]] == [code]
    assert ask(client, "editions/2026-1/entries?kelurahan=99.99.99.9999", 404)["code"] == "unknown_region"


def test_one_entry_tells_its_indicators_and_rts(site: Site, client: Client) -> None:
    entry = ask(client, f"editions/2026-1/entries/{site.kelurahan.code}/004+005")
    out = ask(client, f"editions/2026-1/entries/{site.kelurahan.code}/011")

    assert [one["code"] for one in entry["indicators"]] == [f"{a}{n}" for a in "BAP" for n in range(1, 8)]
    assert all(re.fullmatch(r"[0-4]\.[0-9]{2}", one["mean"]) for one in entry["indicators"])
    assert (len(entry["rts"]), entry["version"], entry["scale_max"]) == (2, 2, 4)
    assert (out["indicators"], out["total"], out["state"]) == ([], None, "disqualified")


def test_versions_and_what_replaced_them(site: Site, client: Client) -> None:
    newest, old = ask(client, "editions/2026-1/result"), ask(client, "editions/2026-1/result?version=1")

    assert (newest["version"], newest["digest"], newest["newest"]) == (2, site.newest.digest, 2)
    assert (old["version"], old["digest"], old["newest"]) == (1, site.first.digest, 2)
    assert [one["version"] for one in newest["versions"]] == [2, 1]
    assert ask(client, "editions/2026-1/result?version=3", 404)["code"] == "no_result"


def test_story_of_an_rt(site: Site, client: Client) -> None:
    found = ask(client, f"rts/{site.winner.pk}")

    assert [(one["edition"], one["rt"]) for one in found["awards"]] == [("2026-1", site.winner.pk)]
    assert [(one["edition"], one["version"], one["winner"]) for one in found["results"]] == [("2026-1", 2, True)]
    assert not {"head_name", "head"} & found.keys()
    lost = ask(client, "awards?edition=arsip-2019")["items"][0]
    assert (lost["lost_on"], lost["prize"]) == ("2021-05-01", None)
    assert "loss_reason" not in lost


def test_editions_say_where_they_stand(site: Site, client: Client) -> None:
    found = {one["slug"]: one for one in ask(client, "editions")["items"]}

    assert {slug: one["kind"] for slug, one in found.items()} == {
        "2026-1": "result",
        "2026-2": "running",
        "arsip-2019": "archive",
    }
    assert found["2026-1"]["winners"] == len(ask(client, "editions/2026-1/entries?winner=true")["items"])
    assert ask(client, "editions/2026-2") == found["2026-2"]
    facts = ("version", "digest", "published_at", "entries", "winners")
    assert {name: found["2026-2"][name] for name in facts} == dict.fromkeys(facts)
    assert found["2026-2"]["phase"] == site.running.phase


def test_statistics_and_recaps(site: Site, client: Client) -> None:
    years = {(one["year"], one["kind"]): one for one in ask(client, "statistics")["years"]}

    assert years[2020, "recap"]["nominated"] == 15
    assert years[2019, "archive"]["winners"] == 1
    assert years[2026, "result"]["edition"] == "2026-1"
    assert ask(client, "recaps?year=2020")["items"][0]["carried_out"] == 12
    assert ask(client, "recaps?year=2021")["items"] == []


PATHS = (
    *("", "openapi.json", "editions", "editions/2026-1", "editions/2026-1/result", "editions/2026-1/entries"),
    *("awards", "rts", "regions", "indicators", "recaps", "statistics"),
)


@pytest.mark.parametrize("path", PATHS)
def test_cached_by_content_and_open_to_other_sites(site: Site, client: Client, path: str) -> None:
    full, head = client.get(API + path), client.head(API + path)
    again = client.get(API + path, headers={"If-None-Match": full["ETag"]})

    assert re.fullmatch(r'"[0-9a-f]{64}"', full["ETag"])
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", full["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", full["ETag"])
    assert full["Cache-Control"] == "public, max-age=60"
    assert full["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in full
    assert "Cookie" not in full.get("Vary", "")
    assert not full.cookies


@pytest.mark.parametrize("path", ["editions", "editions/2026-1/entries", "nirgendwo"])
def test_only_reading(site: Site, client: Client, path: str) -> None:
    preflight = client.options(API + path)

    assert (preflight.status_code, preflight["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    for method in (client.post, client.put, client.patch, client.delete):
        answer = method(API + path)
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert answer.json()["code"] == "only_reading"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("nirgendwo", 404),
        ("editions/", 404),
        ("editions/tak-ada", 404),
        ("editions/tak-ada/entries", 404),
        ("editions/2026-1/entries/15.71.01.1001/999", 404),
        ("editions/2026-1/entries?category=raksasa", 404),
        ("awards?edition=tak-ada", 404),
        ("rts/2147483647", 404),
        ("rts/0", 422),
        ("rts/99999999999999999999999999", 422),
        ("rts/%D9%A3", 422),
        ("rts/1.0", 422),
        ("editions/%00", 422),
        ("editions/A%20b", 422),
        ("editions/2026-1/entries?page=0", 422),
        ("editions/2026-1/entries?page=+1", 422),
        ("editions/2026-1/entries?page=1e3", 422),
        ("editions/2026-1/entries?page=%00", 422),
        ("editions/2026-1/entries?per_page=101", 422),
        ("editions/2026-1/entries?page=1&page=2", 422),
        ("editions/2026-1/entries?kecamatan=%F0%9F%98%80", 422),
        ("editions/2026-1/entries?kelurahan='or 1=1--", 422),
        ("editions/2026-1/entries?winner=1", 422),
        ("editions/2026-1/entries?winner=", 422),
        ("editions/2026-1/entries?order=total", 422),
        ("editions/2026-1/entries?%FF=%FF", 422),
        ("editions/2026-1/result?version=99999", 422),
        ("recaps?year=1999", 422),
        ("editions?search=a", 422),
    ],
)
def test_nonsense_is_refused_in_words(site: Site, client: Client, path: str, status: int) -> None:
    answer = client.get(API + path)

    assert (answer.status_code, set(answer.json())) == (status, {"code", "text"})
    assert answer["Content-Type"] == "application/json"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ["result", "result?version=1", "entries", "entries?winner=true", "entries/{entry}"])
def test_an_approved_result_is_answered_as_one_that_is_not_there(site: Site, client: Client, path: str) -> None:
    def seen(slug: str) -> tuple[int, bytes, int]:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(f"{API}editions/{slug}/{path.format(entry=f'{site.kelurahan.code}/088')}")
        return answer.status_code, answer.content, len(queries)

    assert seen("2026-2") == seen("2027-1") == seen("tak-ada")
    assert seen("2026-2")[0] == 404


def test_nothing_unpublished_and_nobody_is_told(site: Site, client: Client) -> None:
    document = openapi(client)
    urls = [*example_requests(document).values(), *(f"{API}{path}" for path in PATHS), f"{API}awards?per_page=100"]
    everything = " ".join(client.get(url).content.decode() for url in urls)

    for word in (SECRET_LABEL, "2027-1", "Ketua RT", "Pak Amat", "Bu Ani", "Penilai Uji", "Pak RT"):
        assert word not in everything
    assert ask(client, "awards?edition=2026-2")["items"] == []


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("", 0),
        ("openapi.json", 2),
        ("editions", 3),
        ("editions/2026-1/result", 2),
        ("editions/2026-1/entries?per_page=1", 3),
        ("editions/2026-1/entries?per_page=100", 3),
        ("awards?per_page=100", 2),
        ("rts?per_page=100", 2),
        ("regions", 2),
        ("indicators", 1),
        ("recaps", 1),
        ("statistics", 8),
    ],
)
def test_queries_are_few_and_fixed(site: Site, client: Client, path: str, most: int) -> None:
    with CaptureQueriesContext(connection) as queries:
        ask(client, path)

    assert len(queries) == most
