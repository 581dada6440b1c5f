"""The app as files: the same for everybody, whole, and a version of its own with every change."""

import json
import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from bantar.storage import StaticFiles
from scoring.offline import app_files
from tests.factories import create_assessor


MODULES = settings.BASE_DIR / "static" / "js" / "field"
IMPORT = re.compile(r"""^(?:import|export)\b[^"';]*?\bfrom\s+["'](?P<path>[^"']+)["']""", re.MULTILINE)
ADDRESSES = ["/penilaian/lapangan/", "/en/penilaian/lapangan/", "/sw.js", "/manifest.webmanifest"]


def imports(module: Path) -> list[Path]:
    return [(module.parent / found["path"]).resolve() for found in IMPORT.finditer(module.read_text())]


@pytest.mark.parametrize("address", ADDRESSES)
def test_everybody_gets_the_same_and_pays_for_it_once(db, client, address):
    visitor = Client().get(address)
    client.force_login(create_assessor().user)
    answer = client.get(address)
    again = client.get(address, headers={"if-none-match": answer["ETag"]})

    assert answer.status_code == 200
    assert answer.content == visitor.content
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "private" not in answer["Cache-Control"]
    assert again.status_code == 304


def test_the_worker_knows_both_languages_and_every_file(db, client):
    script = client.get("/sw.js").content.decode()
    told = json.loads(script[script.index("serve(") + 6 : script.rindex(");")])

    assert told["places"] == {
        "/penilaian/": {"shell": "/penilaian/lapangan/", "api": "/penilaian/api/"},
        "/en/penilaian/": {"shell": "/en/penilaian/lapangan/", "api": "/en/penilaian/api/"},
    }
    assert {f"/static/js/field/{file.relative_to(MODULES)}" for file in MODULES.rglob("core/*.js")} < set(
        told["assets"]
    )
    missing = [asset for asset in told["assets"] if finders.find(asset.removeprefix("/static/")) is None]
    assert missing in ([], ["/static/fonts/plus-jakarta-sans.woff2"])  # cut by `make setup`
    for place in told["places"].values():
        assert told["version"] in client.get(place["shell"]).content.decode()


def test_the_manifest_speaks_the_language_of_its_address(db, client):
    indonesian = client.get("/manifest.webmanifest").json()
    english = client.get("/en/manifest.webmanifest").json()

    assert [one["lang"] for one in (indonesian, english)] == ["id", "en"]
    assert [one["start_url"] for one in (indonesian, english)] == ["/penilaian/lapangan/", "/en/penilaian/lapangan/"]
    assert [icon["purpose"] for icon in english["icons"]] == ["any", "any", "maskable"]
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in english["icons"])


def test_a_changed_file_makes_another_version(db, monkeypatch):
    before = app_files.version()
    monkeypatch.setattr(app_files, "_content_mark", lambda name: b"changed" if name.endswith("index.js") else b"")

    assert app_files.version() != before


def test_no_two_modules_import_each_other():
    """Hashed names follow from contents: in a circle none could be known first."""

    def walk(module: Path, above: tuple[Path, ...]) -> None:
        assert module.exists(), module
        assert module not in above, [file.name for file in (*above, module)]
        if module not in seen:
            seen.add(module)
            for imported in imports(module):
                walk(imported, (*above, module))

    seen: set[Path] = set()
    for file in MODULES.rglob("*.js"):
        walk(file, ())

    assert len(seen) == len(list(MODULES.rglob("*.js"))) > 20


def test_modules_import_each_other_by_hashed_names(tmp_path):
    shutil.copytree(MODULES, tmp_path / "js" / "field")
    storage = StaticFiles(location=tmp_path, base_url="/static/")
    names = [file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*.js")]

    problems = [
        processed
        for _, _, processed in storage.post_process({name: (storage, name) for name in names})
        if isinstance(processed, Exception)
    ]
    left = [
        f"{file.name}: {found['path']}"
        for file in tmp_path.rglob("*.js")
        for found in IMPORT.finditer(file.read_text())
        if not re.search(r"\.[0-9a-f]{12}\.js$", found["path"]) or not (file.parent / found["path"]).exists()
    ]

    assert problems == []
    assert left == []
    assert len(list(tmp_path.rglob("*.js"))) == len(names)
