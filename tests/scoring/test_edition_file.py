"""load_edition, dump_edition and set_phase: what the file says is what is stored, and what is wrong is named."""

import json
from copy import deepcopy
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from bantar.trace.models import TraceEntry
from competitions.enums import NominationStatus, Phase
from competitions.models import Edition, Nomination
from scoring.models import RuleBook
from scoring.refusals import (
    CategoriesInUse,
    EditionNotInDraft,
    EditionWrong,
    IdentityFixed,
    NoIndicators,
    RulesFrozen,
    SlugTaken,
)
from scoring.services.edition_file import change_edition, create_edition, dump_edition, load_edition
from tests.factories import (
    NOW,
    create_indicators,
    create_nomination,
    create_user,
)
from tests.factories import (
    create_edition as factory_edition,
)


pytestmark = pytest.mark.django_db

FILE: dict[str, Any] = {
    "slug": "2026-1",
    "year": 2026,
    "period": 1,
    "name": "Kampung BANTAR 2026 Periode I",
    "scale_max": 4,
    "categories": [
        {"code": "kecil", "min_kk": 30, "max_kk": 59, "prize": 5000000},
        {"code": "sedang", "min_kk": 60, "max_kk": 99, "prize": 7000000, "kencana_prize": 8000000},
        {"code": "besar", "min_kk": 100, "max_kk": None, "prize": 10000000},
    ],
    "aspect_weights": {"bersih": 2, "aman": 1, "pintar": 1},
    "indicator_weights": {"B1": 3, "P7": 0},
    "aggregation": "trimmed",
    "quorum": 4,
    "pass_mark": "72.50",
    "aspect_floor": "60.00",
    "mode": "top_n",
    "top_n": 5,
    "best_in_city_prize": 15000000,
    "budget": 1000000000,
    "calendar": {"nomination": ["2026-05-01", "2026-05-31"], "assessment": ["2026-07-01", "2026-08-05"]},
    "levels": {"0": "buruk", "4": "sangat baik"},
    "quota_per_kelurahan": 5,
    "required_documents": ["photo", "statement"],
}


def make_edition(**values: Any) -> Edition:
    """An edition whose calendar says when nomination is, and nothing else."""
    edition = factory_edition(**values)
    nothing = {f"{span}_{end}": None for span in ("verification", "assessment") for end in ("opens", "closes")}
    Edition.objects.filter(pk=edition.pk).update(**nothing)
    return Edition.objects.get(pk=edition.pk)


def changed(**changes: Any) -> dict[str, Any]:
    return {**deepcopy(FILE), **changes}


def run(name: str, *args: Any, **options: Any) -> str:
    out = StringIO()
    call_command(name, *args, stdout=out, **options)
    return out.getvalue()


def write(folder: Path, data: object) -> str:
    path = folder / "edition.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return str(path)


def test_dump_says_what_the_file_said():
    create_indicators()

    edition = load_edition(data=FILE, by=None, now=NOW)

    assert dump_edition(Edition.objects.get(pk=edition.pk)) == FILE


def test_loading_the_dump_changes_nothing_and_leaves_no_trace():
    create_indicators()
    edition = load_edition(data=FILE, by=None, now=NOW)
    traced = TraceEntry.objects.count()

    load_edition(data=dump_edition(edition), by=None, now=NOW)

    assert TraceEntry.objects.count() == traced
    assert dump_edition(Edition.objects.get(pk=edition.pk)) == FILE


def test_what_a_file_leaves_out_has_the_default_of_the_rules():
    create_indicators()

    edition = load_edition(data={"slug": "uji", "year": 2026, "name": "Uji"}, by=None, now=NOW)

    dumped = dump_edition(edition)
    assert dumped["pass_mark"] == "75.00"
    assert dumped["quorum"] == 3
    assert [c["prize"] for c in dumped["categories"]] == [5_000_000, 7_000_000, 10_000_000]
    assert "levels" not in dumped


def test_a_second_file_updates_a_draft_and_traces_what_changed():
    create_indicators()
    by = create_user(username="panitia")
    load_edition(data=FILE, by=by, now=NOW)

    edition = load_edition(data=changed(quorum=5, name="Nama Baru"), by=by, now=NOW)

    entry = TraceEntry.objects.about(edition).first()
    assert entry is not None
    assert entry.act == "edition.changed"
    assert entry.details == {"name": [FILE["name"], "Nama Baru"], "quorum": [4, 5]}
    assert RuleBook.objects.get(edition=edition).quorum == 5


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase != Phase.DRAFT])
def test_a_file_is_refused_once_the_edition_has_left_the_draft(phase):
    create_indicators()
    edition = load_edition(data=FILE, by=None, now=NOW)
    Edition.objects.filter(pk=edition.pk).update(phase=phase)

    with pytest.raises(EditionNotInDraft):
        load_edition(data=changed(quorum=1), by=None, now=NOW)

    assert RuleBook.objects.get(edition=edition).quorum == 4


def test_without_reference_data_nothing_is_stored():
    with pytest.raises(NoIndicators):
        load_edition(data=FILE, by=None, now=NOW)

    assert not Edition.objects.exists()


WRONG = [
    ({"quorom": 3}, "quorom"),
    ({"year": "2026"}, "year"),
    ({"year": 1999}, "year"),
    ({"year": True}, "year"),
    ({"period": 0}, "period"),
    ({"slug": "Salah Sekali"}, "slug"),
    ({"slug": "2026-1\n"}, "slug"),
    ({"slug": ""}, "slug"),
    ({"slug": "a" * 61}, "slug"),
    ({"slug": None}, "slug"),
    ({"name": ""}, "name"),
    ({"name": "a\nb"}, "name"),
    ({"name": "x\x00y"}, "name"),
    ({"name": "n" * 121}, "name"),
    ({"scale_max": 0}, "scale_max"),
    ({"scale_max": 4.5}, "scale_max"),
    ({"scale_max": 1001}, "scale_max"),
    ({"quorum": 0}, "quorum"),
    ({"quorum": None}, "quorum"),
    ({"pass_mark": "tujuh"}, "pass_mark"),
    ({"pass_mark": "75.005"}, "pass_mark"),
    ({"pass_mark": 101}, "pass_mark"),
    ({"pass_mark": "NaN"}, "pass_mark"),
    ({"pass_mark": True}, "pass_mark"),
    ({"aspect_floor": []}, "aspect_floor"),
    ({"aggregation": "median"}, "aggregation"),
    ({"mode": "everyone"}, "mode"),
    ({"top_n": None}, "top_n"),
    ({"top_n": 0}, "top_n"),
    ({"best_in_city_prize": -1}, "best_in_city_prize"),
    ({"best_in_city_prize": None}, "best_in_city_prize"),
    ({"budget": "satu miliar"}, "budget"),
    ({"budget": 10**16}, "budget"),
    ({"categories": {}}, "categories"),
    ({"categories": []}, "categories"),
    ({"categories": ["kecil"]}, "categories[1]"),
    ({"categories": [{"code": "kecil", "min_kk": 30, "prize": 1, "hadiah": 2}]}, "hadiah"),
    ({"categories": [{"code": "kecil", "min_kk": 30}]}, "categories[1].prize"),
    ({"categories": [{"code": "kecil", "min_kk": 30, "max_kk": 59, "prize": 1}]}, "categories"),
    (
        {
            "categories": [
                {"code": "kecil", "min_kk": 30, "max_kk": 59, "prize": 1},
                {"code": "besar", "min_kk": 61, "max_kk": None, "prize": 1},
            ]
        },
        "categories",
    ),
    ({"aspect_weights": {"bersih": 0, "aman": 0, "pintar": 0}}, "aspect_weights"),
    ({"aspect_weights": {"indah": 1}}, "aspect_weights.indah"),
    ({"aspect_weights": [1, 1, 1]}, "aspect_weights"),
    ({"indicator_weights": {"B8": 1}}, "indicator_weights.B8"),
    ({"indicator_weights": {"B1": 0.5}}, "indicator_weights.B1"),
    ({"indicator_weights": {"B1": -1}}, "indicator_weights.B1"),
    ({"indicator_weights": {f"B{n}": 0 for n in range(1, 8)}}, "indicator_weights"),
    ({"calendar": {"nomination": ["2026-05-31", "2026-05-01"]}}, "nomination"),
    ({"calendar": {"nomination": ["2026-05-01"]}}, "calendar.nomination"),
    ({"calendar": {"nomination": ["1 Mei 2026", "31 Mei 2026"]}}, "calendar.nomination"),
    ({"calendar": {"sosialisasi": ["2026-05-01", "2026-05-02"]}}, "calendar.sosialisasi"),
    ({"calendar": "Mei"}, "calendar"),
    ({"levels": {"5": "luar biasa"}}, "levels"),
    ({"levels": {"satu": "x"}}, "levels.satu"),
    ({"levels": {"1": 7}}, "levels.1"),
    ({"levels": "baik"}, "levels"),
    ({"quota_per_kelurahan": 0}, "quota_per_kelurahan"),
    ({"required_documents": ["ktp"]}, "required_documents"),
    ({"required_documents": ["photo", "photo"]}, "required_documents"),
    ({"required_documents": "photo"}, "required_documents"),
]


@pytest.mark.parametrize(("wrong", "key"), WRONG)
def test_everything_wrong_is_named_with_its_key_and_nothing_is_stored(wrong, key, tmp_path):
    create_indicators()
    data = changed(**wrong)

    with pytest.raises(CommandError) as caught:
        run("load_edition", write(tmp_path, data))

    assert caught.value.returncode == 2
    assert key in str(caught.value)
    assert "%(" not in str(caught.value)
    assert not Edition.objects.exists()


@pytest.mark.parametrize("missing", ["slug", "year", "name"])
def test_a_missing_key_is_named(missing):
    create_indicators()
    data = {key: value for key, value in FILE.items() if key != missing}

    with pytest.raises(EditionWrong) as caught:
        load_edition(data=data, by=None, now=NOW)

    assert [(p.code, p.params["key"]) for p in caught.value.problems] == [("missing_key", missing)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '"x"',
        '{"slug": "a", "slug": "b"}',
        '{"year": NaN}',
        "[" * 100_000,
        "\ufeff{",
        '{"a": 1e999}',
    ],
)
def test_what_is_not_an_edition_file_ends_with_2(text, tmp_path):
    create_indicators()

    with pytest.raises(CommandError) as caught:
        run("load_edition", write(tmp_path, text))

    assert caught.value.returncode == 2


def test_a_missing_or_binary_file_ends_with_2(tmp_path):
    (tmp_path / "x.json").write_bytes(b"\xff\xfe\x00\x01")

    for path in (tmp_path / "tidak-ada.json", tmp_path / "x.json", tmp_path):
        with pytest.raises(CommandError) as caught:
            run("load_edition", path)
        assert caught.value.returncode == 2


def test_the_commands_load_dump_and_say_what_they_did(tmp_path):
    create_indicators()
    create_user(username="panitia")
    path = write(tmp_path, FILE)

    first = json.loads(run("load_edition", path, json=True, by="panitia"))
    second = json.loads(run("load_edition", path, json=True))
    dumped = json.loads(run("dump_edition", "2026-1"))

    assert first == {"slug": "2026-1", "outcome": "created"}
    assert second == {"slug": "2026-1", "outcome": "unchanged"}
    assert dumped == FILE
    assert TraceEntry.objects.get(act="edition.created").actor_label == "Panitia"


def test_not_in_draft_ends_with_1_and_one_document(tmp_path):
    create_indicators()
    path = write(tmp_path, FILE)
    run("load_edition", path)
    Edition.objects.update(phase=Phase.ASSESSMENT)
    out = StringIO()

    with pytest.raises(CommandError) as caught:
        call_command("load_edition", path, json=True, stdout=out)

    assert caught.value.returncode == 1
    assert json.loads(out.getvalue())["exit_code"] == 1


def test_unknown_edition_and_unknown_account_end_with_2(tmp_path):
    create_indicators()

    for name, args, options in [
        ("dump_edition", ["2031-1"], {}),
        ("set_phase", ["2031-1", "nomination"], {}),
        ("load_edition", [write(tmp_path, FILE)], {"by": "siapa"}),
    ]:
        with pytest.raises(CommandError) as caught:
            run(name, *args, **options)
        assert caught.value.returncode == 2


def test_a_new_edition_needs_an_address_of_its_own():
    create_indicators()
    create_edition(data=FILE, by=None, now=NOW)

    with pytest.raises(SlugTaken):
        create_edition(data=FILE, by=None, now=NOW)


def test_the_form_changes_rules_until_assessment_and_not_afterwards():
    edition = make_edition(phase=Phase.VERIFICATION)
    data = {**dump_edition(edition), "quorum": 2}

    change_edition(edition=edition, data=data, by=None, now=NOW)
    Edition.objects.update(phase=Phase.ASSESSMENT)
    with pytest.raises(RulesFrozen):
        change_edition(edition=edition, data={**data, "quorum": 1}, by=None, now=NOW)

    assert RuleBook.objects.get(edition=edition).quorum == 2


def test_an_edition_that_has_begun_keeps_address_and_year():
    edition = make_edition(phase=Phase.NOMINATION)

    with pytest.raises(IdentityFixed):
        change_edition(edition=edition, data={**dump_edition(edition), "year": 2027}, by=None, now=NOW)


def test_size_categories_stand_once_an_entry_was_handed_in_but_prizes_may_change():
    edition = make_edition(phase=Phase.NOMINATION)
    create_nomination(edition=edition, status=NominationStatus.SUBMITTED)
    data = dump_edition(edition)
    data["categories"][0]["prize"] = 1
    change_edition(edition=edition, data=data, by=None, now=NOW)
    data["categories"][0]["max_kk"], data["categories"][1]["min_kk"] = 69, 70

    with pytest.raises(CategoriesInUse):
        change_edition(edition=edition, data=data, by=None, now=NOW)

    assert [c.prize for c in edition.size_table()] == [1, 7_000_000, 10_000_000]


def test_set_phase_moves_one_step_and_names_what_is_missing():
    edition = make_edition(phase=Phase.NOMINATION, slug="2026-1")
    run("set_phase", "2026-1", "verification")

    with pytest.raises(CommandError) as no_entry:
        run("set_phase", "2026-1", "assessment")
    create_nomination(edition=edition)
    run("set_phase", "2026-1", "assessment")

    assert no_entry.value.returncode == 1
    edition.refresh_from_db()
    assert edition.phase == Phase.ASSESSMENT
    assert [e.details["phase"] for e in TraceEntry.objects.about(edition)] == [
        ["verification", "assessment"],
        ["nomination", "verification"],
    ]


@pytest.mark.parametrize(
    ("phase", "target", "code"),
    [
        (Phase.DRAFT, "assessment", 1),
        (Phase.TALLY, "provisional", 1),
        (Phase.PROVISIONAL, "published", 1),
        (Phase.PUBLISHED, "tally", 1),
        (Phase.VERIFICATION, "nomination", 1),
        (Phase.DRAFT, "penilaian", 2),
    ],
)
def test_set_phase_refuses_what_the_page_refuses(phase, target, code):
    edition = make_edition(phase=phase, slug="2026-1")

    with pytest.raises(CommandError) as caught:
        run("set_phase", "2026-1", target)

    assert caught.value.returncode == code
    edition.refresh_from_db()
    assert edition.phase == phase


def test_going_back_takes_a_reason_which_is_kept():
    edition = make_edition(phase=Phase.VERIFICATION, slug="2026-1")

    run("set_phase", "2026-1", "nomination", reason="Banjir, pengusulan diperpanjang")

    entry = TraceEntry.objects.about(edition).get()
    assert entry.reason == "Banjir, pengusulan diperpanjang"
    assert not Nomination.objects.exists()
