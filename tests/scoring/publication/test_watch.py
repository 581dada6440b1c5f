"""The watch checks every published result, warns its readers, and is stopped by nothing that it finds."""

import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import models
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from bantar.trace.models import TraceEntry
from competitions.enums import Phase
from competitions.models import Edition
from rt_registry.enums import Role
from scoring.domain.canonical import Difference
from scoring.models import Result, ResultCheck, ResultEntry, ResultSeal, Score, ScoreSheet
from scoring.result_refusals import NotPublisher, ReasonNeeded
from scoring.selectors.findings import place_of
from scoring.services import renderings
from scoring.services.older_seals import seal_unsealed
from scoring.services.sheets import reopen_sheet
from scoring.services.verification import tampering_with, verify_result
from scoring.services.watch import Watch, check_result, gone_editions
from tests.factories import NOW, create_user
from tests.scoring.publication.tampering import Published, publish_twice, undone, write


pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=1)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Published]:
    with django_db_blocker.unblock(), undone():
        yield publish_twice()


def pages_of(world: Published) -> list[str]:
    slug = world.edition.slug
    kelurahan, numbers = world.newest.entries.order_by("pk")[0].entry.split("/")
    entry = reverse("scoring:result-entry", args=[slug, kelurahan, numbers])
    page = reverse("scoring:result", args=[slug])
    return [page, f"{page}?versi=1", entry]


def texts(client: Client, world: Published) -> list[str]:
    return [client.get(page).content.decode() for page in pages_of(world)]


def raise_a_total(world: Published, result: Result) -> str:
    row = result.entries.get(winner=False, rank__isnull=False)
    ResultEntry.objects.filter(pk=row.pk).update(total="99.00")
    return row.entry


def test_a_true_result_carries_no_notice(world: Published, client: Client) -> None:
    checks = Watch(clock=lambda: NOW).check()

    assert [(check.result, check.is_true, check.wrong_since) for check in checks] == [
        (world.newest, True, None),
        (world.first, True, None),
    ]
    assert not any("notice-bad" in text for text in texts(client, world))


@pytest.mark.parametrize("version", ["newest", "first"])
def test_a_changed_figure_is_named_on_every_page_of_the_edition_until_it_is_true_again(
    world: Published, client: Client, version: str
) -> None:
    result: Result = getattr(world, version)
    code = raise_a_total(world, result)
    label = result.entries.get(entry=code).label
    ResultEntry.objects.filter(result=result, entry=code).update(label="RT tetangga")

    check = check_result(result, NOW)
    again = check_result(result, LATER)
    ResultEntry.objects.filter(result=result, entry=code).update(label=label)

    assert (check.is_true, again.wrong_since, again.checked_at) == (False, NOW, LATER)
    for text in texts(client, world):
        assert "notice-bad" in text
        assert place_of(Difference(code, "total", None, None, label=label)) in text
        assert "99,00" in text
    english = client.get("/en" + pages_of(world)[0]).content.decode()
    assert f"Version {result.version} of this result no longer says what was published" in english
    ResultEntry.objects.filter(result=result, entry=code).update(total="50.00")
    assert check_result(result, LATER).is_true
    assert not any("notice-bad" in text for text in texts(client, world))
    acts = list(TraceEntry.objects.about(result).values_list("act", flat=True))[:2]
    assert acts == ["result.found_true", "result.found_changed"]


def test_pages_served_ahead_are_made_anew_when_the_finding_turns(
    world: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Edition] = []
    monkeypatch.setattr(renderings, "refresh", lambda edition, now: made.append(edition))

    check_result(world.newest, NOW)
    raise_a_total(world, world.newest)
    check_result(world.newest, NOW)
    check_result(world.newest, LATER)

    assert made == [world.edition]


# What the portal itself changes after a publication is no tampering ---------------------------------------------------


def test_a_sheet_given_back_for_a_correction_warns_nobody_but_officials(world: Published, client: Client) -> None:
    sheet = ScoreSheet.objects.filter(nomination__edition=world.edition).order_by("pk")[0]
    Edition.objects.filter(pk=world.edition.pk).update(phase=Phase.PUBLISHED)

    reopen_sheet(sheet=sheet, reason="Salah ketik", by=create_user(role=Role.COMMITTEE), now=LATER)

    assert {found.field for found in verify_result(result=world.newest)} == {"live.sheets", "live.decisions"}
    assert tampering_with(result=world.newest) == []
    assert check_result(world.newest, LATER).is_true
    other = Score.objects.filter(sheet__nomination__edition=world.edition).exclude(
        sheet__nomination=sheet.nomination_id
    )[0]
    write(Score, other.pk, "value", 0)
    assert [found.entry for found in tampering_with(result=world.newest)] == [other.sheet.nomination.code]


def test_a_note_on_a_sheet_changed_by_sql_is_found_too(world: Published) -> None:
    score = Score.objects.filter(sheet__nomination__edition=world.edition).order_by("pk")[0]
    write(Score, score.pk, "note", "ditambahkan")

    assert [(f.entry, f.field) for f in tampering_with(result=world.newest)] == [
        (score.sheet.nomination.code, "live.sheet")
    ]


# Nonsense, and what is gone ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("nonsense", [None, "x", 3.5, [], {"entries": [7]}])
@pytest.mark.parametrize("column", ["rules", "inputs"])
def test_corrupt_rows_are_found_and_the_others_checked_all_the_same(
    world: Published, client: Client, column: str, nonsense: object
) -> None:
    Result.objects.filter(pk=world.newest.pk).update(**{column: models.Value(nonsense, models.JSONField())})

    checks = Watch(clock=lambda: NOW).check()

    assert [check.is_true for check in checks] == [False, True]
    answer = client.get(pages_of(world)[0])
    assert answer.status_code in (200, 503)
    assert "notice-bad" in answer.content.decode()
    for name in ("result-json", "result-csv", "result-xlsx"):
        assert client.get(reverse(f"scoring:{name}", args=[world.edition.slug])).status_code in (200, 503)


def test_a_result_that_vanishes_meanwhile_and_one_that_raises_stop_no_other(
    world: Published, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    watch = Watch(clock=lambda: NOW)
    monkeypatch.setattr(watch, "_asked", lambda: [987_654, world.first.pk])

    assert [check.result for check in watch.check()] == [world.first]
    assert "987654" in caplog.text


def test_an_edition_whose_versions_are_all_gone_is_said(world: Published) -> None:
    for result in (world.newest, world.first):
        Result.objects.filter(pk=result.pk).update(status="discarded", version=None)

    assert gone_editions() == [world.edition.slug]
    with pytest.raises(CommandError) as error:
        call_command("watch_results", "--once", "--json", stdout=StringIO())
    assert error.value.returncode == 1


# Commands ------------------------------------------------------------------------------------------------------------


def once() -> tuple[Any, int]:
    out = StringIO()
    try:
        call_command("watch_results", "--once", "--json", stdout=out)
    except CommandError as error:
        return json.loads(out.getvalue()), error.returncode
    return json.loads(out.getvalue()), 0


def test_one_round_by_command(world: Published) -> None:
    document, code = once()
    assert (code, [check["is_true"] for check in document["checked"]], document["gone"]) == (0, [True, True], [])

    entry = raise_a_total(world, world.newest)
    document, code = once()
    assert code == 1
    place = place_of(Difference(entry, "total", None, None, label=world.newest.entries.get(entry=entry).label))
    assert any(place in one for one in document["checked"][0]["findings"])


def test_the_loop_publishes_checks_and_ends_when_told(world: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Watch(clock=lambda: NOW)
    rounds: list[str] = []

    def publish() -> None:
        rounds.append("publish")
        if len(rounds) > 4:
            watch.stopping.set()

    monkeypatch.setattr("scoring.services.watch.close_old_connections", lambda: None)
    monkeypatch.setattr(Watch, "REST", 0.0)
    monkeypatch.setattr(watch, "publish", publish)
    watch.run()

    assert ResultCheck.objects.count() == 2


def test_older_results_are_sealed_once_if_they_are_true_otherwise(world: Published) -> None:
    ResultSeal.objects.all().delete()
    assert [found.field for found in verify_result(result=world.first)] == ["seal"]
    assert not check_result(Result.objects.get(pk=world.first.pk), NOW).is_true
    entry = raise_a_total(world, world.newest)
    for by, reason, refusal in (
        (create_user(role=Role.COMMITTEE), "x", NotPublisher),
        (world.publisher, " ", ReasonNeeded),
    ):
        with pytest.raises(refusal):
            seal_unsealed(by=by, reason=reason, now=NOW)

    done = seal_unsealed(by=world.publisher, reason="Sebelum ada segel", now=LATER)

    assert done.sealed == [world.first]
    assert [result for result, _why in done.refused] == [world.newest]
    assert any(entry in sentence for sentence in done.refused[0][1])
    assert verify_result(result=Result.objects.get(pk=world.first.pk)) == []
    trace = TraceEntry.objects.about(world.first)[0]
    assert (trace.act, trace.reason) == ("result.sealed", "Sebelum ada segel")
    with pytest.raises(CommandError):
        call_command("seal_results", "--by", world.publisher.get_username(), "--reason", "x", stdout=StringIO())
