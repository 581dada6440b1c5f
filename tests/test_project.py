"""The project as a whole: settings that refuse, migrations, locks, translations, health."""

import ast
import os
import re
import stat
import string
from pathlib import Path
from typing import Any

import polib
import pytest
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client

from bantar import environment as read
from bantar.catalogue import compile_catalogues
from bantar.storage import PrivateFiles


ROOT = Path(__file__).resolve().parent.parent
HERE = Path("/full/path")
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
CATALOGUES = sorted((ROOT / "locale").rglob("*.po"))


@pytest.mark.parametrize(
    ("call", "env", "names"),
    [
        (lambda env: read.boolean(env, "DEBUG", default=False), {"DEBUG": "maybe"}, "DEBUG.*True or False"),
        (lambda env: read.whole_number(env, "PROXY_COUNT", default=0), {"PROXY_COUNT": "-1"}, "PROXY_COUNT.*from 0"),
        (lambda env: read.secret_key(env, debug=False, key_file=HERE), {}, "SECRET_KEY.*50"),
        (lambda env: read.secret_key(env, debug=False, key_file=HERE), {"SECRET_KEY": "k" * 49}, "SECRET_KEY.*50"),
        (lambda env: read.signing_key(env, debug=False, key_file=HERE), {}, "SIGNING_KEY.*32"),
        (lambda env: read.signing_key(env, debug=False, key_file=HERE), {"SIGNING_KEY": "a2V5"}, "SIGNING_KEY.*32"),
        (read.trusted_keys, {"TRUSTED_KEYS": "a2V5"}, "TRUSTED_KEYS.*32"),
        (read.hosts, {"ALLOWED_HOSTS": "https://bantar.example.id"}, "ALLOWED_HOSTS.*without https"),
        (read.hosts, {"ALLOWED_HOSTS": "bantar.example.id:443"}, "ALLOWED_HOSTS.*without a port"),
        (read.time_zone, {"TIME_ZONE": "Jambi"}, "TIME_ZONE.*Asia/Jakarta"),
        (lambda env: read.choice(env, "LANGUAGE_CODE", allowed=["id", "en"], default="id"), {"LANGUAGE_CODE": "jv"},
         "LANGUAGE_CODE.*id, en"),
        (lambda env: read.database(env, default_file=HERE), {"DATABASE_URL": "mysql://a/b"}, "DATABASE_URL.*postgres"),
        (lambda env: read.database(env, default_file=HERE), {"DATABASE_URL": "portal"}, "DATABASE_URL.*sqlite"),
        (lambda env: read.database(env, default_file=HERE), {"DATABASE_URL": "postgres://host"}, "DATABASE_URL"),
        (lambda env: read.database(env, default_file=HERE), {"DATABASE_URL": "postgres://h:port/n"}, "DATABASE_URL"),
        (lambda env: read.cache(env, default_folder=HERE), {"CACHE_URL": "dbcache://table"}, "CACHE_URL.*filecache"),
        (lambda env: read.cache(env, default_folder=HERE), {"CACHE_URL": "rediscache://host/0"}, "CACHE_URL.*redis"),
        (read.mail, {"EMAIL_URL": "mail.example.id"}, "EMAIL_URL.*smtp"),
        (read.mail, {"EMAIL_URL": "smtp://host:port"}, "EMAIL_URL.*smtp"),
        (read.mail_sender, {"DEFAULT_FROM_EMAIL": "panitia"}, "DEFAULT_FROM_EMAIL.*bantar@"),
        (lambda env: read.database(env, default_file=HERE), {"DATABASE_URL": "sqlite:////no/such/folder/db"},
         "DATABASE_URL.*folder"),
        (lambda env: read.media_storages(env, default_folder=HERE), {"MEDIA_ROOT": "media"}, "MEDIA_ROOT.*full path"),
        (lambda env: read.media_storages(env, default_folder=HERE), {"STORAGE_URL": "s3://bucket"}, "STORAGE_URL.*s3"),
        (lambda env: read.media_storages(env, default_folder=HERE),
         {"STORAGE_URL": "s3://k:s@host/bucket", "MEDIA_ROOT": "/media"}, "STORAGE_URL.*not both"),
    ],
)  # fmt: skip
def test_bad_value_is_refused_by_name(call: Any, env: dict[str, str], names: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=names):
        call(env)


def test_refusal_does_not_print_the_value() -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        read.database({"DATABASE_URL": "mysql://user:hunter2@host/name"}, default_file=HERE)

    assert "hunter2" not in str(refusal.value)


def test_without_an_environment_everything_is_local() -> None:
    assert read.hosts({}) == ["localhost", "127.0.0.1", "[::1]"]
    assert read.database({}, default_file=HERE)["NAME"] == "/full/path"
    assert read.cache({}, default_folder=HERE)["LOCATION"] == "/full/path"
    assert read.mail({})["EMAIL_BACKEND"].endswith("console.EmailBackend")
    assert read.time_zone({}) == "Asia/Jakarta"


def test_drawn_key_stands_in_for_an_absent_one(tmp_path: Path) -> None:
    file = tmp_path / "secret_key"
    file.write_text("k" * 64 + "\n")

    assert read.secret_key({}, debug=False, key_file=file) == "k" * 64
    assert read.secret_key({"SECRET_KEY": "e" * 50}, debug=False, key_file=file) == "e" * 50


def test_sqlite_writes_ahead_and_takes_its_lock_at_once() -> None:
    options = read.database({"DATABASE_URL": "sqlite:////full-path"}, default_file=HERE)["OPTIONS"]

    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]


def test_postgresql_url_may_name_a_socket() -> None:
    config = read.database({"DATABASE_URL": "postgres:///portal?host=%2Frun%2Fpg&user=app"}, default_file=HERE)

    assert (config["NAME"], config["OPTIONS"]["host"]) == ("portal", "/run/pg")


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_lock_holds_hashed_versions_and_no_addresses(lock: Path) -> None:
    text = lock.read_text()
    packages = re.findall(r"^[a-z0-9]\S*==\S+ \\$", text, re.MULTILINE)
    entries = re.findall(r"^[a-z0-9].*$", text, re.MULTILINE)

    assert "://" not in text
    assert packages
    assert len(packages) == len(entries)
    assert all("--hash=sha256:" in part for part in re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:])


@pytest.mark.parametrize("po", CATALOGUES, ids=lambda po: str(po.relative_to(ROOT)))
def test_catalogue_is_complete(po: Path) -> None:
    entries = [entry for entry in polib.pofile(str(po)) if not entry.obsolete]

    assert [entry.msgid for entry in entries if entry.fuzzy] == []
    assert [entry.msgid for entry in entries if not entry.translated()] == []


@pytest.mark.parametrize("po", CATALOGUES, ids=lambda po: str(po.relative_to(ROOT)))
def test_translations_keep_the_placeholders(po: Path) -> None:
    entries = [entry for entry in polib.pofile(str(po)) if not entry.obsolete]
    # One form serves every number in Indonesian, so it must print what the plural prints.
    pairs = [(e.msgid_plural or e.msgid, text) for e in entries for text in (e.msgstr_plural or {0: e.msgstr}).values()]

    assert [text for text, translated in pairs if placeholders(text) != placeholders(translated)] == []


def placeholders(text: str) -> list[str]:
    percent = re.findall(r"%\(\w+\)[a-z]|%[sd]", text)
    braces = [f"{{{name}}}" for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    return sorted(percent + braces)


def test_process_answers(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_ready_says_what_it_looked_at(client: Client) -> None:
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok", "migrations": "ok", "cache": "ok"}


@pytest.mark.django_db
def test_not_ready_names_what_fails(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(cache, "set", broken, raising=False)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"status": "failing", "database": "ok", "migrations": "ok", "cache": "failing"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "language"), [("/masuk/", "id"), ("/en/masuk/", "en")]
)  # fmt: skip
def test_address_alone_decides_the_language(client: Client, address: str, language: str) -> None:
    for asked in ("en", "id", "fr"):
        answer = client.get(address, headers={"Accept-Language": asked})

        assert answer["Content-Language"] == language
        assert "Accept-Language" not in answer.get("Vary", "")


@pytest.mark.django_db
def test_plain_address_is_indonesian_whatever_commands_speak(client: Client, settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"

    assert client.get("/masuk/")["Content-Language"] == "id"
    assert client.get("/en/masuk/")["Content-Language"] == "en"
    assert client.get("/akun/saya/")["Location"] == "/masuk/?next=/akun/saya/"
    assert client.get("/en/akun/saya/")["Location"] == "/en/masuk/?next=/en/akun/saya/"


@pytest.mark.django_db
def test_pages_carry_the_security_headers(client: Client) -> None:
    answer = client.get("/masuk/")

    parts = [part.strip() for part in answer["Content-Security-Policy"].split(";")]
    assert parts == sorted(parts)  # every process of every server says it in the same order
    policy = dict(part.split(" ", 1) for part in parts)
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["img-src"] == "'self' data: blob:"
    assert not {"script-src", "style-src"} & policy.keys()
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "microphone=()" in answer["Permissions-Policy"]


@pytest.mark.django_db
def test_admin_has_the_same_door(client: Client) -> None:
    answer = client.get("/admin/login/?next=/admin/")

    assert (answer.status_code, answer["Location"]) == (302, "/masuk/?next=%2Fadmin%2F")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/signup/", "/akun/daftar/", "/accounts/signup/", "/daftar/", "/masuk/signup/"])
def test_nobody_signs_up(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_right_password_opens_the_door(client: Client, django_user_model: Any) -> None:
    user = django_user_model.objects.create_user("panitia", password="the right one")

    answer = client.post("/masuk/", {"login": "panitia", "password": "the right one"})

    assert client.session["_auth_user_id"] == str(user.pk)
    assert (answer.status_code, answer["Location"]) == (302, "/akun/saya/")  # somebody without a desk


@pytest.mark.django_db
def test_sixth_wrong_password_locks_even_the_right_one(client: Client, django_user_model: Any) -> None:
    django_user_model.objects.create_user("panitia", password="the right one")
    for _ in range(5):
        client.post("/masuk/", {"login": "panitia", "password": "wrong"})

    client.post("/masuk/", {"login": "panitia", "password": "the right one"})

    assert "_auth_user_id" not in client.session


def test_private_upload_has_no_address_and_is_not_for_everybody(tmp_path: Path) -> None:
    storage = PrivateFiles(location=tmp_path)

    name = storage.save("evidence/photo.jpg", ContentFile(b"bytes"))

    assert storage.url(name) == ""
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o640


def test_catalogue_is_compiled_once_and_again_when_it_changes(tmp_path: Path) -> None:
    po = tmp_path / "django.po"
    po.write_text('msgid "Home"\nmsgstr "Beranda"\n')

    assert compile_catalogues(tmp_path) == [tmp_path / "django.mo"]
    assert compile_catalogues(tmp_path) == []
    os.utime(po, (po.stat().st_mtime + 5, po.stat().st_mtime + 5))
    assert compile_catalogues(tmp_path) == [tmp_path / "django.mo"]
    assert [entry.msgstr for entry in polib.mofile(str(tmp_path / "django.mo"))] == ["Beranda"]


def test_no_sentence_hides_in_an_f_string_where_gettext_does_not_look() -> None:
    apps = ("bantar", "rt_registry", "competitions", "scoring")
    files = [path for app in apps for path in (ROOT / app).rglob("*.py")]
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in files
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        if call.func.id in {"_", "gettext", "ngettext", "pgettext"} and isinstance(call.args[0], ast.Constant)
    ]
    assert hidden == []
