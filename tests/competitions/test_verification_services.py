"""What verifier and committee decide, and who comes second."""

import pytest

from bantar.trace.models import TraceEntry
from bantar.web.errors import Refusal
from competitions.enums import NominationStatus, Phase
from competitions.models import Edition, Nomination
from competitions.refusals import (
    CorrectionTooLate,
    KKOutOfRange,
    KKSourceMissing,
    NeighboursNotConfirmed,
    ReasonMissing,
    RuleBroken,
)
from competitions.services import verification as acts
from rt_registry.enums import Role
from tests.factories import NOW, create_edition, create_kelurahan, create_nomination, create_rt, create_user


pytestmark = pytest.mark.django_db


def submitted(kk: int = 80, *, joined: bool = False, phase: Phase = Phase.VERIFICATION) -> Nomination:
    kelurahan = create_kelurahan()
    rts = [create_rt(kelurahan=kelurahan, kk=kk) for _ in range(2 if joined else 1)]
    return create_nomination(edition=create_edition(phase=phase), rts=rts, status=NominationStatus.SUBMITTED)


def verify(
    nomination: Nomination, kk: int = 80, source: str = "Kartu Keluarga", neighbours: bool = False
) -> Nomination:
    return acts.verify_nomination(
        nomination=nomination, kk=kk, kk_source=source, neighbours_confirmed=neighbours, by=None, now=NOW
    )


def test_verifying_records_kk_source_and_category() -> None:
    nomination, verifier = submitted(kk=99), create_user()

    verified = acts.verify_nomination(
        nomination=nomination, kk=100, kk_source=" Sensus RT ", neighbours_confirmed=False, by=verifier, now=NOW
    )

    assert (verified.status, verified.kk, verified.category_code) == ("verified", 100, "besar")
    assert (verified.kk_source, verified.kk_confirmed_by, verified.kk_confirmed_at) == ("Sensus RT", verifier, NOW)
    assert TraceEntry.objects.about(nomination)[0].details == {
        "source": "Sensus RT",
        "kk": [99, 100],
        "category": ["sedang", "besar"],
    }


def test_verifying_asks_for_source_neighbours_and_a_sane_count() -> None:
    with pytest.raises(KKSourceMissing):
        verify(submitted(), source="  ")
    with pytest.raises(NeighboursNotConfirmed):
        verify(submitted(joined=True))
    with pytest.raises(KKOutOfRange):
        verify(submitted(), kk=0)
    with pytest.raises(RuleBroken, match="29"):
        verify(submitted(), kk=29)
    assert verify(submitted(joined=True), kk=30, neighbours=True).neighbours_confirmed


@pytest.mark.parametrize("act", [acts.return_nomination, acts.reject_nomination])
def test_returning_and_rejecting_need_a_reason(act: object) -> None:
    nomination = submitted()

    with pytest.raises(ReasonMissing):
        act(nomination=nomination, reason=" \n", by=None, now=NOW)  # type: ignore[operator]
    decided = act(nomination=nomination, reason=" Foto buram ", by=None, now=NOW)  # type: ignore[operator]

    assert decided.reason == "Foto buram"
    assert decided.members.get().is_live == (decided.status == "returned")
    assert TraceEntry.objects.about(nomination)[0].reason == "Foto buram"


def test_who_comes_second_gets_a_refusal_and_changes_nothing() -> None:
    """Both opened the page while the entry was submitted; the second acts on a stale object."""
    nomination = submitted()
    stale = Nomination.objects.get(pk=nomination.pk)
    verify(nomination)
    Edition.objects.filter(pk=nomination.edition_id).update(phase=Phase.ASSESSMENT)

    for act in [
        lambda: verify(stale),
        lambda: acts.return_nomination(nomination=stale, reason="x", by=None, now=NOW),
        lambda: acts.correct_kk(nomination=stale, kk=60, reason="x", by=None, now=NOW),
    ]:
        with pytest.raises(Refusal):
            act()

    stale.refresh_from_db()
    assert (stale.status, stale.kk) == ("verified", 80)
    assert TraceEntry.objects.about(stale).count() == 1


def test_the_committee_corrects_the_kk_until_assessment() -> None:
    nomination = verify(submitted())

    corrected = acts.correct_kk(nomination=nomination, kk=59, reason="Tiga KK pindah", by=None, now=NOW)

    assert (corrected.kk, corrected.category_code) == (59, "kecil")
    assert TraceEntry.objects.about(nomination)[0].details == {"kk": [80, 59], "category": ["sedang", "kecil"]}
    with pytest.raises(ReasonMissing):
        acts.correct_kk(nomination=nomination, kk=60, reason="", by=None, now=NOW)
    Edition.objects.filter(pk=nomination.edition_id).update(phase=Phase.ASSESSMENT)
    with pytest.raises(CorrectionTooLate):
        acts.correct_kk(nomination=nomination, kk=60, reason="x", by=None, now=NOW)


def test_from_assessment_on_entries_are_set_aside_and_taken_back() -> None:
    nomination = create_nomination(edition=create_edition(phase=Phase.ASSESSMENT))

    assert acts.mark_carried_out(nomination=nomination, by=None, now=NOW).status == "carried_out"
    assert acts.mark_carried_out(nomination=nomination, by=None, now=NOW).status == "carried_out"
    assert acts.set_not_assessed(nomination=nomination, reason="Banjir", by=None, now=NOW).status == "not_assessed"
    assert acts.disqualify(nomination=nomination, reason="Curang", by=None, now=NOW).status == "disqualified"
    assert acts.reinstate(nomination=nomination, reason="Keliru", by=None, now=NOW).status == "verified"

    told = [entry.act for entry in TraceEntry.objects.about(nomination)]
    assert told == [
        "nomination.reinstated",
        "nomination.disqualified",
        "nomination.not_assessed",
        "nomination.carried_out",
    ]


@pytest.mark.parametrize("phase", [Phase.VERIFICATION, Phase.PROVISIONAL, Phase.PUBLISHED])
def test_nobody_is_set_aside_outside_assessment_and_tally(phase: Phase) -> None:
    nomination = create_nomination(edition=create_edition(phase=phase))

    for act in [acts.set_not_assessed, acts.disqualify]:
        with pytest.raises(RuleBroken):
            act(nomination=nomination, reason="x", by=None, now=NOW)


def test_the_operator_is_told_and_a_dead_mail_server_costs_nothing(
    mailoutbox: list[object], django_capture_on_commit_callbacks: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    nomination = submitted()
    create_user(role=Role.OPERATOR, kelurahan=nomination.kelurahan, email="lurah@example.org")

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        acts.return_nomination(nomination=nomination, reason="Foto buram", by=None, now=NOW)
    assert [mail.to for mail in mailoutbox] == [["lurah@example.org"]]  # type: ignore[attr-defined]
    assert "Foto buram" in mailoutbox[0].body  # type: ignore[attr-defined]

    def fail(*_: object) -> None:
        raise OSError("no route to host")

    monkeypatch.setattr("competitions.services.notices.send_mail", fail)
    Nomination.objects.filter(pk=nomination.pk).update(status=NominationStatus.SUBMITTED)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        acts.reject_nomination(nomination=nomination, reason="Bukan RT", by=None, now=NOW)
    nomination.refresh_from_db()
    assert nomination.status == "rejected"
