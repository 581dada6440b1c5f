"""Typed create_*() functions: each builds the least that is valid. Time is passed in or fixed, never read."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import count

from django.core.files.base import ContentFile
from PIL import Image

from bantar.accounts.models import User
from bantar.trace.services import record
from competitions.enums import NominationStatus, Phase, Track
from competitions.models import Edition, Nomination, NominationRT, SizeCategory
from rt_registry.domain.region_names import squash
from rt_registry.enums import ImportState, RegionLevel, Role
from rt_registry.models import (
    RT,
    HouseholdCount,
    ImportBatch,
    ImportDraft,
    Kecamatan,
    Kelurahan,
    ParkedRow,
    RegionAlias,
    RoleGrant,
)
from scoring.enums import Aspect, KeptReason, MessageKind, MessageOutcome, PaperStatus, PhotoOrigin, SheetStatus
from scoring.models import (
    AssessmentTeam,
    Assessor,
    Assignment,
    Decree,
    FieldDevice,
    FieldMessage,
    HeldVisit,
    Indicator,
    Minutes,
    Office,
    PaperPage,
    PaperSheet,
    PrizeHandover,
    Result,
    ResultEntry,
    RuleBook,
    Score,
    ScoreSheet,
    SheetPhoto,
    TeamMember,
)
from scoring.selectors.ledger_trace import facts_of
from scoring.services.assessors import name_key
from scoring.services.decrees import DecreeFacts, MinutesFacts, record_decree, record_minutes


NOW = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)
PASSWORD = "kata-sandi-uji-coba-42"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)
"""A picture of one white pixel."""
_serial = count(1)


def create_user(
    *,
    username: str | None = None,
    role: Role | None = None,
    kelurahan: Kelurahan | None = None,
    kecamatan: Kecamatan | None = None,
    email: str = "",
) -> User:
    """A user with at most one role; operator needs a kelurahan, verifier and pendamping a kecamatan."""
    name = username or f"orang{next(_serial)}"
    user = User.objects.create(username=name, display_name=name.title(), email=email)
    if role is not None:
        grant_role(user, role, kelurahan=kelurahan, kecamatan=kecamatan)
    return user


def grant_role(
    user: User, role: Role, *, kelurahan: Kelurahan | None = None, kecamatan: Kecamatan | None = None
) -> RoleGrant:
    if role == Role.ADMIN:
        User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
        user.refresh_from_db()
    return RoleGrant.objects.create(
        user=user, role=role, kelurahan=kelurahan, kecamatan=kecamatan, active_from=date(2020, 1, 1)
    )


def create_kecamatan(*, name: str | None = None) -> Kecamatan:
    number = next(_serial)
    name = name or f"Kecamatan {number}"
    code = f"{20 + number // 10_000}.{number // 100 % 100:02d}.{number % 100:02d}"  # never wider than an official one
    return Kecamatan.objects.create(code=code, name=name, slug=f"kec-{number}")


def create_kelurahan(*, name: str | None = None, kecamatan: Kecamatan | None = None) -> Kelurahan:
    kecamatan = kecamatan or create_kecamatan()
    number = next(_serial)
    name = name or f"Kelurahan {number}"
    return Kelurahan.objects.create(
        kecamatan=kecamatan, code=f"{kecamatan.code}.{1000 + number % 9000}", name=name, slug=f"kel-{number}"
    )


def create_rt(
    *,
    kelurahan: Kelurahan | None = None,
    number: int | None = None,
    kk: int | None = 80,
    year: int = 2026,
    active_from: date = date(2014, 1, 1),
) -> RT:
    """An active RT with one household count on 1 January of `year`; `kk=None`: without a count."""
    kelurahan = kelurahan or create_kelurahan()
    if number is None:
        number = kelurahan.rts.count() + 1
    rt = RT.objects.create(
        kelurahan=kelurahan, number=number, active_from=active_from, head_name=f"Ketua RT {number:03d}"
    )
    if kk is not None:
        HouseholdCount.objects.create(rt=rt, counted_on=date(year, 1, 1), kk=kk, source="uji", recorded_at=NOW)
    return rt


def create_indicators() -> list[Indicator]:
    """The 21 indicators B1 ... P7, as the reference data has them (short wording); made at the first call only."""
    wanted = [(f"{aspect.label[0]}{n}", aspect) for aspect in Aspect for n in range(1, 8)]
    found = list(Indicator.objects.order_by("order"))
    known = {indicator.code for indicator in found}
    missing = [
        Indicator(code=code, aspect=aspect, order=order, wording=f"Indikator {code}")
        for order, (code, aspect) in enumerate(wanted, start=1)
        if code not in known
    ]
    if not missing:
        return found
    Indicator.objects.bulk_create(missing)
    return list(Indicator.objects.order_by("order"))


def create_edition(
    *,
    slug: str | None = None,
    year: int = 2026,
    period: int = 1,
    phase: Phase = Phase.NOMINATION,
    budget: int | None = 1_000_000_000,
    quorum: int = 3,
    **rules: object,
) -> Edition:
    """An edition with the default categories and rule book; `rules` go into the RuleBook."""
    create_indicators()
    slug = slug or f"uji-{next(_serial)}"
    edition = Edition.objects.create(
        slug=slug,
        year=year,
        period=period,
        name=f"Kampung BANTAR {slug}",
        phase=phase,
        budget=budget,
        nomination_opens=date(year, 5, 1),
        nomination_closes=date(year, 12, 31),
        verification_opens=date(year, 5, 1),
        verification_closes=date(year, 12, 31),
        assessment_opens=date(year, 5, 1),
        assessment_closes=date(year, 12, 31),
    )
    for code, low, high, prize in [
        ("kecil", 30, 59, 5_000_000),
        ("sedang", 60, 99, 7_000_000),
        ("besar", 100, None, 10_000_000),
    ]:
        SizeCategory.objects.create(edition=edition, code=code, min_kk=low, max_kk=high, prize=prize)
    RuleBook.objects.create(edition=edition, quorum=quorum, **rules)
    return edition


def category_code(kk: int) -> str:
    return "kecil" if kk < 60 else "sedang" if kk < 100 else "besar"


def create_nomination(
    *,
    edition: Edition | None = None,
    rts: Sequence[RT] | None = None,
    status: NominationStatus = NominationStatus.VERIFIED,
    track: Track = Track.REGULER,
    kk: int | None = None,
    reason: str = "",
) -> Nomination:
    """One entry over `rts` (default: one new RT)."""
    edition = edition or create_edition()
    rts = list(rts) if rts else [create_rt(year=edition.year)]
    known = [rt.household_counts.order_by("-counted_on").values_list("kk", flat=True).first() for rt in rts]
    kk = kk if kk is not None else sum(k or 0 for k in known) or None
    numbers = sorted(rt.number for rt in rts)
    kelurahan = rts[0].kelurahan
    nomination = Nomination.objects.create(
        edition=edition,
        kelurahan=kelurahan,
        track=track,
        status=status,
        kk=kk,
        category_code=category_code(kk) if kk else "",
        reason=reason,
        code=f"{kelurahan.code}/{'+'.join(f'{n:03d}' for n in numbers)}",
        label=f"RT {'+'.join(f'{n:02d}' for n in numbers)} {kelurahan.name}",
        created_at=NOW,
        updated_at=NOW,
        submitted_at=NOW,
    )
    for rt, rt_kk in zip(rts, known, strict=True):
        NominationRT.objects.create(
            nomination=nomination,
            edition=edition,
            rt=rt,
            number=rt.number,
            kk=rt_kk,
            is_live=status in NominationStatus.live(),
        )
    return nomination


def create_assessor(*, name: str | None = None, user: User | None = None, with_account: bool = True) -> Assessor:
    number = next(_serial)
    name = name or f"Penilai Uji {number}"
    if user is None and with_account:
        user = create_user(username=f"penilai.uji{number}", role=Role.ASSESSOR)
    office, _ = Office.objects.get_or_create(name="DPMPPA")
    return Assessor.objects.create(name=name, name_key=name_key(name), office=office, user=user)


def create_team(
    *, edition: Edition, assessors: Sequence[Assessor] | None = None, name: str | None = None
) -> AssessmentTeam:
    """A team of `assessors` (default: three new ones); the first one leads."""
    team = AssessmentTeam.objects.create(edition=edition, name=name or f"Tim {next(_serial)}")
    for position, assessor in enumerate(assessors or [create_assessor() for _ in range(3)]):
        TeamMember.objects.create(team=team, edition=edition, assessor=assessor, is_lead=position == 0)
    return team


def create_assignment(
    *, nomination: Nomination, team: AssessmentTeam, visit_on: date | None = date(2026, 7, 1)
) -> Assignment:
    return Assignment.objects.create(nomination=nomination, team=team, visit_on=visit_on)


def create_sheet(
    *,
    nomination: Nomination,
    assessor: Assessor | None = None,
    value: int | None = 3,
    values: Mapping[str, int] | None = None,
    submitted: bool = True,
) -> ScoreSheet:
    """A sheet with the same `value` everywhere, or `values` by indicator code; `value=None`: no scores yet."""
    sheet = ScoreSheet.objects.create(
        nomination=nomination,
        assessor=assessor or create_assessor(with_account=False),
        status=SheetStatus.SUBMITTED if submitted else SheetStatus.DRAFT,
        created_at=NOW,
        updated_at=NOW,
        submitted_at=NOW if submitted else None,
    )
    given = {i: (values or {}).get(i.code, value) for i in create_indicators()}
    Score.objects.bulk_create(
        Score(sheet=sheet, indicator=indicator, value=v) for indicator, v in given.items() if v is not None
    )
    return sheet


def create_scored_nomination(
    *, edition: Edition, value: int = 3, sheets: int = 3, kk: int = 80, **more: object
) -> Nomination:
    """A carried-out entry with `sheets` submitted sheets of the same value."""
    rt = create_rt(kk=kk, year=edition.year)
    nomination = create_nomination(edition=edition, rts=[rt], status=NominationStatus.CARRIED_OUT, **more)  # type: ignore[arg-type]
    for _ in range(sheets):
        create_sheet(nomination=nomination, value=value)
    return nomination


def create_import_draft(
    *,
    by: User | None = None,
    data: bytes = b"kecamatan,kelurahan,rt,jumlah_kk,tahun\n",
    kind: str = "roster",
    file_name: str = "daftar.csv",
    state: ImportState = ImportState.WAITING,
) -> ImportDraft:
    """An upload of a sheet, as `open_draft` leaves it."""
    draft = ImportDraft(
        kind=kind,
        file_name=file_name,
        file_sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        uploaded_by=by or create_user(role=Role.ADMIN),
        uploaded_at=NOW,
        state=state,
    )
    draft.file.save("", ContentFile(data), save=False)
    draft.save()
    return draft


def create_parked_row(
    *, row: int = 2, kelurahan: str = "Nirwana", file_name: str = "daftar.csv", titles: Sequence[str] = ()
) -> ParkedRow:
    """A row of a roster whose kelurahan nobody knows, set aside by an import of its own."""
    keys = ("kelurahan", "rt", "jumlah_kk", "tahun")
    batch = ImportBatch.objects.create(
        kind="roster",
        file_name=file_name,
        file_sha256="0" * 64,
        sheet="Data",
        header_row=row - 1,
        columns=dict(zip(keys, "ABCD", strict=True)),
        imported_at=NOW,
        report={},
    )
    cells = dict(zip(keys, (kelurahan, "4", "50", "2024"), strict=True))
    problem = {"row": row, "cell": f"A{row}", "code": "unknown_region", "severity": "error", "message": "?"}
    return ParkedRow.objects.create(batch=batch, row=row, cells=cells, titles=list(titles), problems=[problem])


def create_region_alias(*, kelurahan: Kelurahan, typed: str = "Kel. Lama", by: User | None = None) -> RegionAlias:
    return RegionAlias.objects.create(
        level=RegionLevel.KELURAHAN,
        key=squash(typed),
        code=kelurahan.code,
        typed=typed,
        confirmed_by=by,
        confirmed_at=NOW,
    )


def create_device(*, assessor: Assessor, label: str = "Samsung A05") -> FieldDevice:
    """The store of an assessor with an account on one phone."""
    assert assessor.user is not None
    return FieldDevice.objects.create(
        id=uuid.uuid4(), user=assessor.user, label=label, key=b"k" * 32, created_at=NOW, seen_at=NOW, clock_offset_ms=40
    )


def create_held_visit(
    *, device: FieldDevice, nomination: Nomination, seen_at: datetime = NOW, filled: int = 0, unsent: int = 0
) -> HeldVisit:
    return HeldVisit.objects.create(
        device=device, nomination=nomination, handed_at=NOW, seen_at=seen_at, filled=filled, unsent=unsent
    )


def create_message(
    *,
    device: FieldDevice,
    nomination: Nomination,
    code: str = "B1",
    kind: MessageKind = MessageKind.LINE,
    outcome: MessageOutcome = MessageOutcome.APPLIED,
    reason: KeptReason | str = "",
    value: int = 3,
) -> FieldMessage:
    """A message as it lies in the database; what it did to the sheet is not done."""
    return FieldMessage.objects.create(
        id=uuid.uuid4(),
        device=device,
        seq=next(_serial),
        nomination=nomination,
        assessor=device.user.assessor,
        kind=kind,
        code=code if kind == MessageKind.LINE else "",
        content={"value": value, "note": ""},
        sha256="0" * 64,
        phone_at=NOW,
        happened_at=NOW,
        offset_ms=0,
        received_at=NOW,
        outcome=outcome,
        reason=reason,
        receipt="K7QM-4XPA",
        delivered_by=device.user,
    )


def picture(*, width: int = 40, height: int = 30, exif: Image.Exif | None = None) -> bytes:
    """A JPEG, as a phone hands it in."""
    out = BytesIO()
    Image.new("RGB", (width, height), (20, 120, 80)).save(out, "JPEG", **({"exif": exif} if exif else {}))
    return out.getvalue()


def create_sheet_photo(
    *,
    device: FieldDevice,
    nomination: Nomination,
    code: str = "B1",
    data: bytes | None = None,
    is_received: bool = True,
    **more: object,
) -> SheetPhoto:
    """A photo of the sheet that the owner of `device` has of `nomination`."""
    data = data if data is not None else picture()
    photo = SheetPhoto(
        id=uuid.uuid4(),
        device=device,
        nomination=nomination,
        assessor=device.user.assessor,
        indicator=next(one for one in create_indicators() if one.code == code),
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        sealed_size=len(data) + 28,
        width=40,
        height=30,
        origin=PhotoOrigin.CAMERA,
        taken_at=NOW,
        announced_at=NOW,
        **more,
    )
    if is_received:
        photo.received_at = NOW
        photo.file.save("", ContentFile(data), save=False)
    photo.save()
    return photo


def create_paper(
    *,
    nomination: Nomination,
    assessor: Assessor,
    by: User | None = None,
    value: int | None = 3,
    status: PaperStatus = PaperStatus.TYPING,
) -> PaperSheet:
    """A paper sheet with one picture, typed in by a member of the committee; `value=None`: nothing typed yet."""
    lines = {} if value is None else {i.code: {"value": value, "note": ""} for i in create_indicators()}
    reason = "alasan" if status in {PaperStatus.RETURNED, PaperStatus.DISCARDED} else ""
    paper = PaperSheet.objects.create(
        nomination=nomination,
        assessor=assessor,
        assessor_user=assessor.user,
        status=status,
        scores=lines,
        typed_by=by or create_user(role=Role.COMMITTEE),
        typed_at=NOW,
        reason=reason,
    )
    page = PaperPage(
        paper=paper, number=1, content_type="image/png", sha256=f"{paper.pk:064d}", original_name="kertas.png"
    )
    page.file.save("page", ContentFile(PNG), save=False)
    page.save()
    return paper


def create_decree(
    *, result: Result, by: User | None = None, number: str = "412 TAHUN 2026", dated: date = date(2026, 8, 17)
) -> Decree:
    """The decree of an approved or published result, entered by a publisher."""
    facts = DecreeFacts(number, dated, "Jambi", "Nama Wali Kota", "Wali Kota Jambi")
    return record_decree(result=result, facts=facts, by=by or create_user(role=Role.PUBLISHER), now=NOW)


def create_minutes(*, result: Result, by: User | None = None, number: str = "BA-07/VIII/2026") -> Minutes:
    """The facts of the minutes, with two members."""
    members = [("Anggota Satu", "Ketua", "DPMPPA"), ("Anggota Dua", "Sekretaris", "")]
    facts = MinutesFacts(number, date(2026, 8, 12), "Aula Kantor Wali Kota", members)
    return record_minutes(result=result, facts=facts, by=by or create_user(role=Role.PUBLISHER), now=NOW)


def create_handover(
    *, line: ResultEntry, decree: Decree, by: User, receipt: str = "KW-1", cancelled: bool = False
) -> PrizeHandover:
    """A prize handed over as its line says, or one cancelled again; traced as the ledger does."""
    handover = PrizeHandover.objects.create(
        nomination_id=line.nomination_id,
        result_entry=line,
        decree=decree,
        amount=line.prize,
        handed_on=decree.dated,
        receipt=receipt,
        received_by="Ibu Aminah",
        recorded_by=by,
        recorded_at=NOW,
        cancelled_by=by if cancelled else None,
        cancelled_at=NOW if cancelled else None,
        cancel_reason="Salah orang" if cancelled else "",
    )
    slug, facts = line.nomination.edition.slug, facts_of(handover)
    for act in ("prize.handed_over", "prize.cancelled")[: 1 + cancelled]:
        record(act=act, subject=handover, by=by, now=NOW, scope=slug, details=facts)
    return handover
