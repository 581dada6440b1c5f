"""Whatever byte of a published result is changed by SQL, verifying finds it and names the figure."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, models
from django.test import Client, override_settings
from pytest_django import DjangoDbBlocker

from bantar.signing import sign
from competitions.enums import AwardSource
from competitions.models import Award, SizeCategory
from scoring.domain.canonical import Difference, digest, recompute
from scoring.domain.statement import pack, statement_bytes
from scoring.models import Decision, IndicatorWeight, Result, ResultEntry, ResultSeal, RuleBook, Score, ScoreSheet
from scoring.selectors.findings import describe, describe_publicly, place_of
from scoring.services import seals
from scoring.services.result_rows import document_of
from scoring.services.seals import draft_seal
from scoring.services.verification import verify_result
from tests.factories import NOW, create_indicators
from tests.scoring.publication.tampering import (
    Published,
    another,
    leaves,
    other,
    publish_twice,
    rewrite_everything,
    undone,
    with_leaf,
    write,
)


pytestmark = pytest.mark.django_db
REFUSED = ["refused by the database"]


@pytest.fixture(scope="module")
def published(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Published]:
    """One world for the whole module; every test takes back what it did."""
    with django_db_blocker.unblock(), undone():
        yield publish_twice()


def found_in(result: Result) -> list[Difference]:
    return verify_result(result=Result.objects.select_related("edition").get(pk=result.pk))


def named_by_column(row: models.Model, result: Result) -> dict[str, list[str]]:
    """Per column what verifying names when that column alone is changed, or that the database refuses it.

    The row's own number is left alone: nobody reads it.
    """
    named: dict[str, list[str]] = {}
    for field in type(row)._meta.local_concrete_fields:
        if field.primary_key:
            continue
        try:
            with undone():
                write(type(row), row.pk, field.column, other(field, getattr(row, field.attname)))
                named[field.attname] = [found.field for found in found_in(result)]
        except DatabaseError:
            named[field.attname] = REFUSED
    return named


def not_named(named: dict[str, list[str]], **elsewhere: str) -> dict[str, list[str]]:
    """The columns whose change was found under another name than their own, or the one given, or not at all."""
    return {
        column: fields
        for column, fields in named.items()
        if fields != REFUSED and not any(elsewhere.get(column, column.removesuffix("_id")) in one for one in fields)
    }


def refused_in(named: dict[str, list[str]]) -> set[str]:
    return {column for column, fields in named.items() if fields == REFUSED}


def test_what_nobody_touched_is_true(published: Published) -> None:
    assert [found_in(published.first), found_in(published.newest)] == [[], []]


@pytest.mark.parametrize("name", ["first", "newest"])
def test_every_column_of_a_result_is_named(published: Published, name: str) -> None:
    named = named_by_column(getattr(published, name), getattr(published, name))

    assert not_named(named) == {}
    assert refused_in(named) <= {"status", "version", "publish_at"}
    assert len(named) == len(Result._meta.local_concrete_fields) - 1


@pytest.mark.parametrize("name", ["first", "newest"])
@pytest.mark.parametrize("kind", [{"entry__contains": "+"}, {"winner": False, "rank": 2}, {"rank": None}])
def test_every_column_of_a_row_is_named(published: Published, name: str, kind: dict[str, object]) -> None:
    result: Result = getattr(published, name)
    row = result.entries.filter(**kind).order_by("pk").first()
    assert row is not None

    named = named_by_column(row, result)

    private = {} if row.rank else {"state_reason": "record"}  # why an entry was taken out is in no document
    assert not_named(named, nomination_id="record", result_id="entry", **private) == {}
    assert refused_in(named) <= {"state", "passed", "winner", "rank", "prize", "result_id", "total"}


@pytest.mark.parametrize("name", ["first", "newest"])
def test_every_column_of_a_seal_is_named(published: Published, name: str) -> None:
    result: Result = getattr(published, name)

    named = named_by_column(result.seal, result)

    assert not_named(named, statement="seal.signature", acts="seal.acts", signature="seal.signature") == {}
    assert "sealed.acts" not in named["acts"]  # told once
    assert refused_in(named) <= {"result_id"}


def test_every_column_of_an_award_is_named(published: Published) -> None:
    award = Award.objects.filter(edition=published.edition, entry_code__contains="+").first()
    assert award is not None

    named = named_by_column(award, published.newest)

    missing = {"edition_id": "award", "rt_id": "award", "entry_code": "award", "source": "award"}
    assert not_named(named, **missing, loss_reason="award.lost_on", batch_id="award.batch_id") == {}
    assert refused_in(named) <= {"lost_on"}


def test_an_award_added_as_if_imported_is_named(published: Published) -> None:
    """It would stand on the page of an RT that won nothing; imports never touch an edition with a result."""
    loser = published.newest.entries.filter(rank__isnull=False, winner=False).order_by("pk")[0]
    member = loser.nomination.members.get()
    with undone():
        forged = Award(edition=published.edition, rt_id=member.rt_id, entry_code=loser.entry, label=loser.label)
        forged.source = AwardSource.IMPORTED
        forged.save()
        found = found_in(published.newest)

    assert [(one.entry, one.field) for one in found] == [(loser.entry, "award")]


def test_desks_say_what_nothing_can_be_tallied_from(published: Published) -> None:
    """They would be needed most when the tables are in disorder."""
    client = Client()
    client.force_login(published.publisher)
    desk = f"/panitia/{published.edition.slug}/"
    with undone():
        SizeCategory.objects.filter(edition=published.edition).delete()
        answers = [client.get(f"{desk}{page}") for page in ("", "hasil/", "peringkat/", "keputusan/")]

    assert [(one.status_code, "refusal" in one.context) for one in answers] == [(503, True)] * 4


def test_every_column_of_decisions_rules_and_sheets_is_named(published: Published) -> None:
    decision = Decision.objects.filter(edition=published.edition).order_by("pk")[0]
    named = named_by_column(decision, published.newest)
    assert not_named(named, **dict.fromkeys(named, "sealed.decision")) == {}

    book = RuleBook.objects.get(edition=published.edition)
    named = named_by_column(book, published.newest)
    weights = {f"weight_{aspect}": "live.rules.aspect_weights" for aspect in ("bersih", "aman", "pintar")}
    assert not_named(named, **weights, mode="live.tables", edition_id="live.tables") == {}

    sheet = ScoreSheet.objects.filter(nomination__edition=published.edition).order_by("pk")[0]
    named = named_by_column(sheet, published.newest)
    assert not_named(named, **dict.fromkeys(named, "live.sheet")) == {}
    assert refused_in(named) <= {"status", "submitted_at", "assessor_id", "nomination_id"}

    score = Score.objects.filter(sheet=sheet, indicator__code="B6").get()
    named = named_by_column(score, published.newest)
    live = dict.fromkeys(named, "live.sheet")
    assert not_named(named, **{**live, "value": "live.scores.B6", "sheet_id": "live.", "indicator_id": "live."}) == {}

    with undone():
        IndicatorWeight.objects.create(rulebook=book, indicator=create_indicators()[0], weight=2)
        assert "live.rules.indicator_weights" in {found.field for found in found_in(published.newest)}


@pytest.mark.parametrize("column", ["rules", "inputs"])
def test_every_value_of_rules_and_inputs_is_named(published: Published, column: str) -> None:
    """Each single value, as another of its kind; then one of them as something that is no value there at all."""
    result = published.newest
    document: Any = getattr(result, column)
    paths = [path for path in leaves(document) if path[0] != "entries" or path[1] == 0]
    paths = [path for path in paths if "values" not in path or path[3] == 1]
    missed = []
    for path in paths:
        with undone():
            Result.objects.filter(pk=result.pk).update(**{column: with_leaf(document, path, another)})
            found = found_in(result)
        steps = [str(step) for step in path]
        place = document["entries"][path[1]]["entry"] if column == "inputs" and path[0] == "entries" else None
        names = {found.field.removeprefix("sealed.").removeprefix("inputs.") for found in found if found.entry == place}
        if not found or (place and path[2] != "entry" and not any(steps[2] in n or "scores" in n for n in names)):
            missed.append((path, sorted(names)))
    assert missed == []
    assert len(paths) > 30


@pytest.mark.parametrize("nonsense", [None, 1.5, "x", [], {}, True, [[[]]], {"entries": 3}, "\u0000".strip("\u0000")])
@pytest.mark.parametrize("column", ["rules", "inputs"])
def test_nonsense_in_a_column_is_named_and_crashes_nothing(published: Published, column: str, nonsense: object) -> None:
    with undone():
        Result.objects.filter(pk=published.newest.pk).update(**{column: models.Value(nonsense, models.JSONField())})
        found = found_in(published.newest)

    assert found
    assert {"inputs", "sealed.rules"} & {one.field for one in found}
    assert all(describe(one) and describe_publicly(one) for one in found)


def test_nonsense_in_a_value_is_named_with_its_place(published: Published) -> None:
    result = published.newest
    first = result.inputs["entries"][0]["entry"]
    for nonsense in (None, 1.5, "4", -1, [], True):
        for path in (("entries", 0, "kk"), ("entries", 0, "values", 0, 0)):
            with undone():
                changed = with_leaf(result.inputs, path, lambda _old: nonsense)  # noqa: B023
                Result.objects.filter(pk=result.pk).update(inputs=changed)
                found = found_in(result)
            names = {one.field for one in found if one.entry == first}
            assert any(str(path[2]) in name or "scores" in name for name in names), (nonsense, path, found)


# The one who knows how everything is made, but has no key ------------------------------------------------------------


def one_point_more(published: Published) -> ResultEntry:
    """The losing entry gets the highest score on every sheet, by SQL."""
    loser = published.newest.entries.get(winner=False, rank__isnull=False)
    Score.objects.filter(sheet__nomination=loser.nomination).update(value=4)
    return loser


def test_a_result_rewritten_with_its_digest_rows_sheets_and_awards_names_the_figure(published: Published) -> None:
    with undone():
        loser = one_point_more(published)
        result = rewrite_everything(published)
        found = verify_result(result=result)

    assert digest(recompute(document_of(result.rules, result.inputs))) == result.digest
    named = {(one.entry, one.field): (one.stored, one.recomputed) for one in found}
    assert named[loser.entry, "sealed.total"] == ("100.00", "50.00")
    assert named[loser.entry, "sealed.winner"] == (True, False)
    assert (None, "sealed.digest") in named
    place = place_of(Difference(loser.entry, "total", None, None, label=loser.label))
    assert place.startswith(f"{loser.label} ({loser.entry}), ")
    assert any(place in describe_publicly(one) for one in found)


def test_an_entry_is_named_as_it_was_sealed_and_without_a_seal_by_its_code_alone(published: Published) -> None:
    with undone():
        loser = one_point_more(published)
        ResultEntry.objects.filter(pk=loser.pk).update(label="RT tetangga", total="99.00")
        sealed = {one.label for one in verify_result(result=published.newest) if one.entry == loser.entry}
        ResultSeal.objects.filter(result=published.newest).update(signature="AAAA")
        unsealed = {one.label for one in verify_result(result=published.newest) if one.entry == loser.entry}

    assert (sealed, unsealed) == ({loser.label}, {""})


@pytest.mark.parametrize("how", ["own key", "old signature", "no seal", "old seal of another version"])
def test_a_rewritten_result_with_a_seal_of_their_own_is_not_sealed_by_this_site(published: Published, how: str) -> None:
    foreign = base64.b64encode(b"somebody else".ljust(32)).decode()
    with undone():
        one_point_more(published)
        result = rewrite_everything(published)
        old = ResultSeal.objects.get(result=result)
        if how == "no seal":
            old.delete()
        elif how == "old seal of another version":
            given = ResultSeal.objects.values("document", "statement", "acts", "signature", "key")
            ResultSeal.objects.filter(pk=old.pk).update(**given.get(result=published.first))
        else:
            with override_settings(SIGNING_KEY=foreign):
                seal = draft_seal(result=result, document=recompute(document_of(result.rules, result.inputs)), now=NOW)
            seal.pk = old.pk
            if how == "old signature":
                seal.signature, seal.key = old.signature, old.key
            seal.save()
        fields = {one.field for one in found_in(result)}

    expected = {"own key": "seal.key", "old signature": "seal.signature", "no seal": "seal"}
    assert expected.get(how, "sealed.version") in fields


def test_a_sealed_document_exchanged_alone_is_not_what_was_signed(published: Published) -> None:
    with undone():
        seal = ResultSeal.objects.get(result=published.newest)
        seal.document = pack({"entries": []})
        seal.save()
        found = found_in(published.newest)

    assert {one.field for one in found} == {"sealed.document", "seal"}


def test_a_column_that_a_later_program_adds_is_no_change_of_a_sheet(
    published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An update of the program must not make every published result look changed; the columns of then still count."""
    result = Result.objects.select_related("edition").get(pk=published.newest.pk)
    with undone():
        kept = ResultSeal.objects.get(result=result)
        with monkeypatch.context() as earlier:
            columns = seals._columns
            earlier.setattr(seals, "_columns", lambda model: [name for name in columns(model) if name != "note"])
            seal = draft_seal(result=result, document=recompute(document_of(result.rules, result.inputs)), now=NOW)
        seal.pk = kept.pk
        seal.save()
        after_the_update = found_in(result)
        Score.objects.filter(sheet__nomination__edition=published.edition).update(version=7)
        after_a_change = found_in(result)

    assert after_the_update == []
    assert {one.field for one in after_a_change} == {"live.sheet"}


def test_the_statement_is_signed_as_everybody_can_check(published: Published) -> None:
    seal = published.newest.seal

    assert sign(statement_bytes(seal.statement)) == seal.signature
    assert seal.statement["previous"] == published.first.digest
    assert seal.statement["digest"] == published.newest.digest
    assert published.publisher.username not in str(seal.statement)


def test_a_version_that_vanished_is_named_by_the_one_before(published: Published) -> None:
    newest = published.newest
    with undone():
        Award.objects.filter(edition=published.edition).delete()
        ResultSeal.objects.filter(result=newest).delete()
        ResultEntry.objects.filter(result=newest).delete()
        Result.objects.filter(pk=newest.pk).delete()
        found = found_in(published.first)

    assert [(one.field, one.recomputed) for one in found if one.field == "gone"] == [("gone", 2)]
    assert "2" in describe(next(one for one in found if one.field == "gone"))


def test_no_finding_for_the_public_tells_a_score_or_a_person(published: Published, client: Client) -> None:
    with undone():
        one_point_more(published)
        Result.objects.filter(pk=published.newest.pk).update(approved_at=NOW.replace(year=2001))
        found = found_in(published.newest)

    sentences = [describe_publicly(one) for one in found]
    assert any("(B1)" in one for one in sentences)
    assert not any("[2, 2, 2]" in one or "2001" in one for one in sentences)
