"""Read the environment, and stop on a bad value with the variable's name and what to use instead.

Functions of a mapping, so that tests need no process of their own. An empty variable counts as absent.
"""

import base64
import importlib.util
import re
from collections.abc import Mapping
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import available_timezones

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import EmailValidator


Env = Mapping[str, str]

WORDS = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
HOST = re.compile(r"\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:]+\]|\*", re.IGNORECASE)
MAIL_SCHEMES = ["smtp", "smtp+tls", "smtp+ssl", "smtps", "consolemail", "filemail", "memorymail", "dummymail"]
# Alone in sharing one store among several processes without a further step after `migrate`.
CACHE_SCHEMES = ["filecache", "locmemcache", "rediscache", "redis", "rediss"]
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-20000;PRAGMA foreign_keys=ON",
}


def refuse(name: str, use: str) -> ImproperlyConfigured:
    """Name the variable and what to use; never the value, which may be a secret."""
    return ImproperlyConfigured(f"{name} has a value that cannot be used: {use}.")


def boolean(env: Env, name: str, *, default: bool) -> bool:
    """Return a yes or a no; anything in between stops the start."""
    value = env.get(name, "").strip().lower()
    if not value:
        return default
    if value not in WORDS:
        raise refuse(name, "use True or False")
    return WORDS[value]


def whole_number(env: Env, name: str, *, default: int) -> int:
    """Return a number from 0."""
    value = env.get(name, "").strip()
    if value and not (value.isascii() and value.isdigit()):
        raise refuse(name, "use a whole number from 0")
    return int(value) if value else default


def choice(env: Env, name: str, *, allowed: list[str], default: str) -> str:
    """Return one of the allowed words."""
    value = env.get(name, "").strip() or default
    if value not in allowed:
        raise refuse(name, f"use one of {', '.join(allowed)}")
    return value


def secret_key(env: Env, *, debug: bool, key_file: Path) -> str:
    """Return SECRET_KEY, else the key which `make setup` drew for this machine; only debugging has a fixed one."""
    value = env.get("SECRET_KEY", "").strip()
    if not value and key_file.is_file():
        value = key_file.read_text().strip()
    if debug:
        return value or "for debugging only"
    if len(value) < 50:
        raise refuse("SECRET_KEY", "use at least 50 random characters, or let `make setup` draw them")
    return value


def signing_key(env: Env, *, debug: bool, key_file: Path) -> str:
    """Return SIGNING_KEY, else the key which `make setup` drew for this machine: base64 of 32 bytes."""
    value = env.get("SIGNING_KEY", "").strip()
    if not value and key_file.is_file():
        value = key_file.read_text().strip()
    if not value and debug:
        value = base64.b64encode(b"for debugging only".ljust(32)).decode()
    if not _is_key(value):
        raise refuse("SIGNING_KEY", "use base64 of 32 random bytes, or let `make setup` draw them")
    return value


def trusted_keys(env: Env) -> list[str]:
    """Return the public keys of before, whose signatures stay good."""
    keys = [key.strip() for key in env.get("TRUSTED_KEYS", "").split(",") if key.strip()]
    if not all(map(_is_key, keys)):
        raise refuse("TRUSTED_KEYS", "use public keys (base64 of 32 bytes) with commas between them")
    return keys


def _is_key(value: str) -> bool:
    try:
        return len(base64.b64decode(value, validate=True)) == 32
    except ValueError:
        return False


def hosts(env: Env) -> list[str]:
    """Return the host names this site answers to, without scheme or port."""
    names = [name.strip() for name in env.get("ALLOWED_HOSTS", "").split(",") if name.strip()]
    if not all(HOST.fullmatch(name) for name in names):
        raise refuse("ALLOWED_HOSTS", "use host names parted by commas, without https:// and without a port")
    return names or LOCAL_HOSTS


def time_zone(env: Env) -> str:
    """Return a name of the time zone database."""
    value = env.get("TIME_ZONE", "").strip() or "Asia/Jakarta"
    if value not in available_timezones():
        raise refuse("TIME_ZONE", "use a name such as Asia/Jakarta")
    return value


def database(env: Env, *, default_file: Path) -> dict[str, Any]:
    """Return PostgreSQL or SQLite; without DATABASE_URL a SQLite file."""
    use = "use postgres://user:password@host:5432/name or sqlite:////full/path/to/file"
    given = env.get("DATABASE_URL", "").strip()
    url = given or f"sqlite:///{default_file}"
    if urlsplit(url).scheme not in {"postgres", "postgresql", "sqlite"}:
        raise refuse("DATABASE_URL", use)
    try:
        config: dict[str, Any] = environ.Env.db_url_config(url)
    except ValueError as problem:
        raise refuse("DATABASE_URL", use) from problem
    if not config["NAME"]:
        raise refuse("DATABASE_URL", use)
    if config["ENGINE"].endswith("sqlite3"):
        if given and not Path(config["NAME"]).parent.is_dir():
            raise refuse("DATABASE_URL", "make the folder of this SQLite file first")
        config["OPTIONS"] = {**SQLITE_OPTIONS, **config.get("OPTIONS", {})}
        return config
    return {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, **config}


def cache(env: Env, *, default_folder: Path) -> dict[str, Any]:
    """Return the cache, which also holds the sign-in limits: with several workers it must be shared."""
    url = env.get("CACHE_URL", "").strip() or f"filecache://{default_folder}"
    scheme = urlsplit(url).scheme
    if scheme not in CACHE_SCHEMES:
        raise refuse("CACHE_URL", "use filecache:///full/path, locmemcache:// or rediscache://host:6379/0")
    if scheme.startswith("redis") and not importlib.util.find_spec("redis"):
        raise refuse("CACHE_URL", "install the package redis first, or use filecache:///full/path")
    config: dict[str, Any] = environ.Env.cache_url_config(url)
    return {**config, "OPTIONS": {"MAX_ENTRIES": 2000, **config.get("OPTIONS", {})}} if "file" in scheme else config


def mail(env: Env) -> dict[str, Any]:
    """Return Django's EMAIL_... settings; without EMAIL_URL, mail is printed."""
    use = "use smtp+tls://user:password@host:587, or consolemail:// to print mail"
    url = env.get("EMAIL_URL", "").strip() or "consolemail://"
    if urlsplit(url).scheme not in MAIL_SCHEMES:
        raise refuse("EMAIL_URL", use)
    try:
        config: dict[str, Any] = environ.Env.email_url_config(url)
    except ValueError as problem:
        raise refuse("EMAIL_URL", use) from problem
    return {name: value for name, value in config.items() if value not in (None, "")}


def mail_sender(env: Env) -> str:
    """Return the address from which notices come, with or without a name before it."""
    value = env.get("DEFAULT_FROM_EMAIL", "").strip() or "bantar@localhost"
    address = parseaddr(value)[1]
    try:
        EmailValidator(allowlist=["localhost"])(address)
    except ValidationError as problem:
        raise refuse("DEFAULT_FROM_EMAIL", "use bantar@example.id, or BANTAR <bantar@example.id>") from problem
    return value


def media_storages(env: Env, *, default_folder: Path) -> dict[str, dict[str, Any]]:
    """Return where uploads live: `default` is private for good, `public_media` holds released copies."""
    folder, url = env.get("MEDIA_ROOT", "").strip(), env.get("STORAGE_URL", "").strip()
    if folder and url:
        raise refuse("STORAGE_URL", "set either MEDIA_ROOT or STORAGE_URL, not both")
    if url:
        return _object_storages(url)
    if folder and not Path(folder).is_absolute():
        raise refuse("MEDIA_ROOT", "use a full path")
    root = Path(folder) if folder else default_folder
    private = {"BACKEND": "bantar.storage.PrivateFiles", "OPTIONS": {"location": root / "private"}}
    public = {"BACKEND": "bantar.storage.PublicFiles", "OPTIONS": {"location": root / "public", "base_url": "/media/"}}
    return {"default": private, "public_media": public}


def _object_storages(url: str) -> dict[str, dict[str, Any]]:
    """Return one bucket with two folders, for a city with several servers."""
    parts = urlsplit(url)
    bucket = parts.path.strip("/")
    if parts.scheme != "s3" or not (parts.hostname and bucket and parts.username and parts.password):
        raise refuse("STORAGE_URL", "use s3://key:secret@host/bucket?region=name")
    if not importlib.util.find_spec("storages"):
        raise refuse("STORAGE_URL", "install requirements/s3.txt first, or use MEDIA_ROOT")
    options = {
        "bucket_name": bucket,
        "access_key": unquote(parts.username),
        "secret_key": unquote(parts.password),
        "endpoint_url": f"https://{parts.hostname}" + (f":{parts.port}" if parts.port else ""),
        "region_name": parse_qs(parts.query).get("region", [None])[0],
        "default_acl": "private",
        "file_overwrite": False,
    }
    backend = "storages.backends.s3.S3Storage"
    folders = {"default": "private", "public_media": "public"}
    return {alias: {"BACKEND": backend, "OPTIONS": {**options, "location": name}} for alias, name in folders.items()}
