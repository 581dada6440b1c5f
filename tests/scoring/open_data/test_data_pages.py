"""The pages and files of /data/: what they offer is there, runs, and is cached as it should be."""

import base64
import json
import re
import shutil
import subprocess
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.test import Client

from bantar import signing
from scoring.models import Result
from tests.scoring.open_data.site import SECRET_LABEL, Site


FILES = (
    "/data/2026-1/entri.csv",
    "/data/2026-1/hasil.json",
    "/data/2026-1/datapackage.json",
    "/data/2026-1.zip",
    "/data/kode_wilayah/batas_wilayah.geojson",
    "/data/katalog.jsonld",
    "/data/katalog-ckan.json",
    "/data/kunci-publik.pem",
)
EXAMPLE = re.compile(r'<pre [^>]*data-runs-with="(\w+)"><code>(.*?)</code></pre>', re.DOTALL)


@pytest.mark.parametrize("url", FILES)
def test_file_is_cached_by_its_content_and_open_to_other_sites(site: Site, client: Client, url: str) -> None:
    full, head = client.get(url), client.head(url)
    again = client.get(url, headers={"If-None-Match": full["ETag"]})
    other = client.get(url, headers={"If-None-Match": '"something else"'})

    assert re.fullmatch(r'"[0-9a-f]{64}"', full["ETag"])
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", full["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", full["ETag"])
    assert (other.status_code, other.content) == (200, full.content)
    assert full["Cache-Control"] == "public, max-age=60"
    assert full["Access-Control-Allow-Origin"] == "*"
    assert "Cookie" not in full.get("Vary", "")
    assert not full.cookies
    assert client.post(url).status_code == 405


@pytest.mark.parametrize(
    "path", ["", ".zip", "/", "/entri.csv", "/hasil.json", "/datapackage.json", "/../2026-1/entri.csv", "/%00"]
)
def test_unpublished_is_answered_as_unknown(site: Site, client: Client, path: str) -> None:
    def seen(slug: str) -> tuple[int, bytes]:
        answer = client.get(f"/data/{slug}{path}", follow=True)
        return answer.status_code, answer.content.replace(slug.encode(), b"")

    assert seen("2026-2") == seen("2027-1") == seen("tak-ada")
    assert seen("2026-2")[0] == 404


def test_page_lists_the_datasets_and_the_key(site: Site, client: Client) -> None:
    page = client.get("/data/").content.decode()

    for name in ("2026-1", "arsip-2019", "rekap_kecamatan", "rt_predikat", "kode_wilayah", "indikator_bantar"):
        assert f'href="/data/{name}/"' in page
    assert signing.fingerprint() in page
    assert "2026-2" not in page
    assert "2027-1" not in page
    assert SECRET_LABEL not in page
    assert 'rel="license"' in page


@pytest.mark.parametrize("name", ["2026-1", "arsip-2019", "rt_predikat", "kode_wilayah"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_dataset_page_links_every_file_and_explains_every_column(
    site: Site, client: Client, prefix: str, name: str
) -> None:
    page = client.get(f"{prefix}/data/{name}/").content.decode()

    descriptor = client.get(f"/data/{name}/datapackage.json").json()
    for one in descriptor["resources"]:
        assert f'href="{prefix}/data/{name}/{one["path"]}"' in page
        assert client.get(f"/data/{name}/{one['path']}").status_code == 200
    tables = [one["schema"] for one in descriptor["resources"] if "schema" in one and one["name"] != "kamus_data"]
    columns = {field["name"] for schema in tables for field in schema["fields"]}
    shown = set(re.findall(r'<th scope="row"><code>([^<]+)</code>', page))
    assert {column for column in columns - shown if not re.fullmatch("[BAP][1-7]", column)} == set()


def test_older_version_is_named_and_can_be_had(site: Site, client: Client) -> None:
    old = client.get("/data/2026-1/datapackage.json").json()["olderVersions"]

    assert [one["digest"] for one in old] == [site.first.digest]
    document = client.get(old[0]["path"]).json()
    assert (document["digest"], document["published_at"]) == (site.first.digest, old[0]["published_at"])
    assert old[0]["path"] in client.get("/data/2026-1/").content.decode()


def test_public_key_is_the_one_that_signs(site: Site, client: Client) -> None:
    key: Any = load_pem_public_key(client.get("/data/kunci-publik.pem").content)

    assert signing.fingerprint() in client.get("/data/").content.decode()
    assert key.public_bytes_raw() == base64.b64decode(signing.public_key())


def test_catalogue_names_what_is_there(site: Site, client: Client) -> None:
    document = client.get("/data/katalog.jsonld").json()

    assert document["@type"] == "dcat:Catalog"
    assert len(document["dcat:dataset"]) == 6
    for dataset in document["dcat:dataset"]:
        assert {word["@language"] for word in dataset["dct:title"]} == {"id", "en"}
        for one in dataset["dcat:distribution"]:
            answer = client.get(urlsplit(one["dcat:downloadURL"]["@id"]).path)
            assert (answer.status_code, len(answer.content)) == (200, int(one["dcat:byteSize"]["@value"]))
            kind = one.get("dcat:mediaType") or one["dcat:packageFormat"]
            assert kind["@id"].endswith(answer["Content-Type"].partition(";")[0])
    assert "2026-2" not in json.dumps(document)


def test_ckan_can_take_the_datasets(site: Site, client: Client) -> None:
    """The rules of package_create: names, tags, texts of extras, known licence."""
    packages = client.get("/data/katalog-ckan.json").json()
    known = re.findall(r'"dcat:downloadURL": {\s*"@id": "([^"]+)"', client.get("/data/katalog.jsonld").content.decode())

    assert len(packages) == len({one["name"] for one in packages}) == 6
    assert {one["url"] for package in packages for one in package["resources"]} == set(known)
    for one in packages:
        assert re.fullmatch(r"[a-z0-9_-]{2,100}", one["name"])
        assert one["license_id"] == "cc-by"
        assert all(re.fullmatch(r"[\w .-]{2,100}", tag["name"]) for tag in one["tags"])
        assert len({extra["key"] for extra in one["extras"]}) == len(one["extras"])
        assert all(isinstance(extra["value"], str) and extra["value"] for extra in one["extras"])


def examples(client: Client) -> list[tuple[str, str]]:
    page = client.get("/data/").content.decode()
    return [(kind, unescape(code)) for kind, code in EXAMPLE.findall(page)]


def test_every_python_example_runs(
    site: Site, client: Client, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def opened(url: str) -> BytesIO:
        parts = urlsplit(url)
        answer = client.get(f"{parts.path}?{parts.query}" if parts.query else parts.path)
        assert answer.status_code == 200
        return BytesIO(answer.content)

    monkeypatch.setattr("urllib.request.urlopen", opened)
    ran = [code for kind, code in examples(client) if kind == "python3"]
    for code in ran:
        exec(compile(code, "example", "exec"), {})  # as somebody does who copies it

    assert len(ran) == 2
    said = capsys.readouterr().out
    assert "Alam Barajo" in said
    assert len([line for line in said.splitlines() if "RT 0" in line]) >= 3


def test_every_shell_example_runs(site: Site, client: Client, tmp_path: Path) -> None:
    """With a curl that fetches from the test's own site."""
    codes = [code for kind, code in examples(client) if kind == "sh"]
    (tmp_path / "web").mkdir()
    for url in re.findall(r"curl -O (\S+)", "\n".join(codes)):
        (tmp_path / "web" / url.rpartition("/")[2]).write_bytes(client.get(urlsplit(url).path).content)
    curl = tmp_path / "curl"
    curl.write_text(f'#!/bin/sh\ncp "{tmp_path}/web/${{2##*/}}" .\n')
    curl.chmod(0o755)
    said = ""
    for code in codes:
        if "openssl" in code and shutil.which("openssl") is None:
            continue
        done = subprocess.run(
            ["sh", "-e", "-c", code],
            cwd=tmp_path,
            env={"PATH": f"{tmp_path}:/usr/local/bin:/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        said += done.stdout

    assert len(codes) == 2
    assert "SAMA" in said
    assert shutil.which("openssl") is None or "Verified Successfully" in said


def test_page_without_any_result_offers_what_there_is(db: None, client: Client) -> None:
    page = client.get("/data/").content.decode()

    assert Result.objects.count() == 0
    assert "rekap_kecamatan/rekap.csv" in page
    assert client.get("/data/rekap_kecamatan/rekap.csv").status_code == 200
