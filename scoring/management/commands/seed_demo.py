import secrets
from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bantar.accounts.models import User
from bantar.web.commands import Answer, PlainCommand
from scoring.demo.seeding import is_seeded, seed_demo


class Command(PlainCommand):
    help = gettext_noop(
        "Fill an empty database with demo data: roster, people, teams, editions in every phase. For trying out only."
    )

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--scale",
            type=int,
            default=1,
            choices=range(1, 21),
            metavar="K",
            help=_("K times the RTs, entries and sheets"),
        )
        parser.add_argument("--seed", type=int, default=2020, metavar="N", help=_("another N draws other data"))
        parser.add_argument(
            "--keep", action="store_true", help=_("leave a seeded database as it is, only print the accounts")
        )

    def act(self, *, by: User | None, now: datetime, options: Mapping[str, Any]) -> Answer:
        if options["keep"] and is_seeded():
            return _accounts(_known_password())
        password = secrets.token_hex(4)
        seed_demo(scale=options["scale"], seed=options["seed"], password=password, now=now)
        _password_file().write_text(password + "\n", encoding="utf-8")
        return _accounts(password)


def _password_file() -> Path:
    settings.VAR_DIR.mkdir(exist_ok=True)
    database = settings.DATABASES["default"]
    place = "|".join(str(database.get(key, "")) for key in ("HOST", "PORT", "NAME"))
    name = f"{Path(str(database['NAME'])).stem}-{sha256(place.encode()).hexdigest()[:8]}"
    return Path(settings.VAR_DIR) / f"demo-password-{name}.txt"


@transaction.atomic
def _known_password() -> str:
    """The password of this demo; where its file is gone, a new one for every account."""
    if _password_file().exists():
        return _password_file().read_text(encoding="utf-8").strip()
    password = secrets.token_hex(4)
    User.objects.update(password=make_password(password))
    _password_file().write_text(password + "\n", encoding="utf-8")
    return password


ACCOUNTS = {
    "operator.kenali-besar": "kelurahan",
    "verifikator.alam-barajo": "kecamatan",
    "pendamping.alam-barajo": "kecamatan",
    "penilai1": "penilaian",
    "ketua1": "penilaian",
    "panitia": "panitia",
    "panitia2": "panitia",
    "pejabat": "panitia",
    "admin": "akun",
    "auditor": "jejak",
}
"""One account of each role, with the address of its desk; two of the committee, for what one may not do alone."""


def _accounts(password: str) -> Answer:
    lines = [_("Sign in at /masuk/ with the password %(password)s as:") % {"password": password}]
    lines += [f"  {name:<26} /{desk}/" for name, desk in ACCOUNTS.items()]
    lines.append(_("Every kelurahan has operator.<name>, every kecamatan verifikator.<name> and pendamping.<name>."))
    return Answer(lines=lines, document={"password": password, "accounts": list(ACCOUNTS)})
