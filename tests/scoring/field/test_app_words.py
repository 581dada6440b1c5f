"""What the app on the phone says and asks: no key without a sentence, no sentence without a use, no gap unfilled."""

import re
from pathlib import Path
from typing import Final

import pytest
from django.conf import settings

from scoring.offline.why_words import WHY_WORDS
from scoring.offline.words import WORDS


HERE: Final = Path(settings.BASE_DIR) / "static/js/field"
SCREENS: Final = [HERE / "app.js", *sorted((HERE / "views").glob("*.js"))]
CORE: Final = sorted((HERE / "core").glob("*.js"))
CALL: Final = re.compile(r'\bt\("(?P<key>\w+)"(?:, \{(?P<values>[^}]*)\})?')
GAP: Final = re.compile(r"\{(\w+)\}")
COMMENT: Final = re.compile(r"(?ms:^\s*/\*\*.*?\*/)|(?m:^\s*//.*$)")


def code_of(files: list[Path]) -> str:
    return "\n".join(COMMENT.sub("", file.read_text(encoding="utf-8")) for file in files)


def test_keys_of_the_screens_are_the_keys_of_the_words() -> None:
    code = code_of(SCREENS)
    asked = {match["key"] for match in CALL.finditer(code)}
    literals = set(re.findall(r'"(\w+)"', code))

    assert asked - set(WORDS) == set()
    assert set(WORDS) - set(WHY_WORDS) - literals == set()


def test_every_gap_of_a_sentence_is_filled() -> None:
    unfilled = []
    for match in CALL.finditer(code_of(SCREENS)):
        given = {part.split(":")[0].strip() for part in (match["values"] or "").split(",")}
        unfilled += [(match["key"], gap) for gap in GAP.findall(str(WORDS[match["key"]])) if gap not in given]

    assert unfilled == []


def test_whatever_the_store_refuses_or_warns_of_has_a_sentence() -> None:
    code = code_of(CORE)
    refused = set(re.findall(r'new Trouble\("(\w+)"', code))
    known = re.search(r"const KNOWN = new Set\(\[(.*?)\]\)", code, re.DOTALL)
    warned = re.findall(r'found\.push\("(\w+)"\)', code)
    assert known is not None
    keys = refused | set(re.findall(r'"(\w+)"', known[1])) | set(warned)

    assert len(keys) > 20
    assert {f"why_{key}" for key in keys} - set(WHY_WORDS) == set()


def test_screens_ask_the_store_only_for_what_it_offers() -> None:
    asked = set(re.findall(r"\bcore\.(\w+)\(", code_of(SCREENS)))
    offered = set(re.findall(r"export (?:async function|function|const) (\w+)", code_of([HERE / "core/index.js"])))

    assert asked
    assert asked - offered == set()


@pytest.mark.parametrize("file", [*SCREENS, *CORE], ids=lambda file: file.name)
def test_files_stay_short(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) < 300
