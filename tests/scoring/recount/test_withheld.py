"""An entry taken out, or below the quorum: whoever reads everything public learns nothing of its scores."""

from django.test import Client

from competitions.enums import NominationStatus
from competitions.models import Edition
from rt_registry.models import Kelurahan
from scoring.models import ResultEntry, Score
from scoring.services.verification import verify_result
from tests.factories import create_nomination, create_rt, create_sheet
from tests.scoring.public.conftest import Fill, Publish


FILES = ("hasil.json", "hasil.csv", "hasil.xlsx", "hitung-ulang/")
DATA = ("entri.csv", "entri.json", "lembar_nilai.csv", "hasil.json", "datapackage.json")
API = ("editions/2026-1/result", "editions/2026-1/entries", "statistics", "awards")
OTHERS = (
    *("/", "/statistik/", "/indikator/", "/wilayah/", "/peta/wilayah.json", "/data/", "/data/2026-1/"),
    *(f"/data/2026-1/{name}" for name in DATA),
    *(f"/api/v1/{name}" for name in API),
)


def everything_public(client: Client, edition: Edition, kelurahan: Kelurahan) -> dict[str, bytes]:
    """All that speaks of the edition, also the entry's own page, its RT's, and those of the others in its category."""
    entries = edition.nominations.values_list("code", flat=True)
    rts = [f"/rt/{pk}/" for pk in kelurahan.rts.values_list("pk", flat=True)]
    own = [f"/hasil/{edition.slug}/{path}" for path in ("", *FILES, *(f"{code}/" for code in entries))]
    answers = {url: client.get(url) for url in (*own, *rts, *OTHERS)}
    assert {url for url, answer in answers.items() if answer.status_code != 200} == set()
    return {url: answer.getvalue() for url, answer in answers.items()}


def test_scores_of_an_entry_taken_out_change_nothing_that_anybody_can_read(
    client: Client, fill: Fill, publish: Publish, kelurahan: Kelurahan
) -> None:
    """The same city twice but for those scores: every public byte is the same, the digest among them."""
    edition = fill(6)
    rt = create_rt(kelurahan=kelurahan, number=40, kk=120)
    out = create_nomination(edition=edition, rts=[rt], status=NominationStatus.CARRIED_OUT)
    for _ in range(2):
        create_sheet(nomination=out, value=4)
    out.status, out.reason = NominationStatus.NOT_ASSESSED, "Banjir di rumah Pak Budi"
    out.save()
    first = publish(edition)
    before = everything_public(client, edition, kelurahan)
    Score.objects.filter(sheet__nomination=out).update(value=1)

    assert [found.field for found in verify_result(result=first) if found.field.startswith("inputs")] == []
    after = everything_public(client, edition, kelurahan)

    assert {url for url in before if before[url] != after[url]} == set()
    assert b"Budi" not in b"".join(before.values())
    row = next(row for row in client.get("/hasil/2026-1/hasil.json").json()["entries"] if row["entry"] == out.code)
    assert row["values"] == []
    assert (row["sheets"], row["total"], row["rank"], row["state_reason"]) == (2, None, None, "")
    assert ResultEntry.objects.get(result=first, entry=out.code).state_reason == "Banjir di rumah Pak Budi"


def test_the_digest_is_the_same_whatever_those_scores_are(
    client: Client, fill: Fill, publish: Publish, kelurahan: Kelurahan
) -> None:
    """Nobody can try out the few values there are against the published digest."""
    edition = fill(3)
    rt = create_rt(kelurahan=kelurahan, number=40, kk=120)
    out = create_nomination(edition=edition, rts=[rt], status=NominationStatus.DISQUALIFIED, reason="Data palsu")
    create_sheet(nomination=out, value=4)
    first = publish(edition).digest
    Score.objects.filter(sheet__nomination=out).update(value=0)
    Score.objects.filter(sheet__nomination__code__endswith="/003").update(value=4)
    changed = publish(Edition.objects.get(pk=edition.pk), "Salah salin").digest
    Score.objects.filter(sheet__nomination=out).update(value=4)
    Score.objects.filter(sheet__nomination__code__endswith="/003").update(value=2)
    again = publish(Edition.objects.get(pk=edition.pk), "Salah salin lagi").digest

    assert first == again != changed


def test_medians_are_made_of_ranked_entries_alone(
    client: Client, fill: Fill, publish: Publish, kelurahan: Kelurahan
) -> None:
    edition = fill(1)
    rt = create_rt(kelurahan=kelurahan, number=40, kk=120)
    out = create_nomination(edition=edition, rts=[rt], status=NominationStatus.NOT_ASSESSED, reason="Banjir")
    for _ in range(2):
        create_sheet(nomination=out, value=0)
    publish(edition)

    page = client.get(f"/hasil/2026-1/{edition.nominations.get(code__endswith='/001').code}/").context["entry"]

    assert page.comparison.compared_with == 1
    assert {line.median for aspect in page.comparison.aspects for line in aspect.lines} == {"4,00"}


def test_a_rewritten_reason_is_found(fill: Fill, publish: Publish, kelurahan: Kelurahan) -> None:
    edition = fill(3)
    rt = create_rt(kelurahan=kelurahan, number=40, kk=120)
    create_nomination(edition=edition, rts=[rt], status=NominationStatus.NOT_ASSESSED, reason="Banjir")
    result = publish(edition)
    assert verify_result(result=result) == []

    ResultEntry.objects.filter(result=result, state="not_assessed").update(state_reason="Lain")

    assert verify_result(result=result) != []
