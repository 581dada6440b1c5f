"""The admin: who comes in, what nobody changes there, and sheets through the one door."""

import errno
import re
from datetime import date

import pytest
from django.contrib import admin
from django.contrib.messages import get_messages
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from bantar.accounts.models import SignInSlip, User
from bantar.trace.models import TraceEntry
from bantar.trace.services import record
from competitions.enums import AwardSource, Phase
from competitions.models import Award, Edition, Nomination, Recap
from competitions.services.recaps import RecapValue, store_recap
from rt_registry.enums import Role, SuccessionKind
from rt_registry.models import RT, HouseholdCount, ImportBatch, Kelurahan, RegionBoundary, RoleGrant, RTSuccession
from rt_registry.sheet_formats import PARKED_FOR, PARKED_IN, forget_old_uploads
from rt_registry.spreadsheets.storing import FileNotKept
from scoring.models import AssessmentTeam as Team
from scoring.models import Assessor, ConflictMark, Decision, Office, RuleBook, ScoreSheet, SheetRevision
from scoring.services.publication import approve_result, draft_result, publish_result
from tests.factories import (
    NOW,
    create_assessor,
    create_assignment,
    create_edition,
    create_kecamatan,
    create_kelurahan,
    create_nomination,
    create_rt,
    create_scored_nomination,
    create_sheet,
    create_team,
    create_user,
)
from tests.rt_registry.spreadsheets.books import xlsx
from tests.sheets import csv_bytes, picture, run, score_rows


pytestmark = pytest.mark.django_db
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
READ_ONLY = {
    *("trace.TraceEntry", "rt_registry.ImportBatch", "rt_registry.RegionBoundary", "rt_registry.RTSuccession"),
    *("competitions.Nomination", "competitions.Recap", "competitions.Award"),
    *("scoring.Indicator", "scoring.Assignment", "scoring.ScoreSheet", "scoring.SheetRevision"),
    *("scoring.ConflictMark", "scoring.Decision", "scoring.Result", "scoring.ResultEntry"),
}
IMPORTS = {
    "roster": "rt_registry_rt",
    "recap": "competitions_recap",
    "nominations": "competitions_nomination",
    "winners": "competitions_award",
    "scores": "scoring_scoresheet",
}
EXPORTS = {"accounts": "rt_registry_rolegrant"}


@pytest.fixture
def clerk():
    return create_user(username="admin", role=Role.ADMIN)


@pytest.fixture
def office(client, clerk):
    """A browser in which the administrator is signed in."""
    client.force_login(clerk)
    return client


def published_result():
    edition = create_edition(phase=Phase.ASSESSMENT)
    create_scored_nomination(edition=edition, value=4)
    committee, publisher = create_user(role=Role.COMMITTEE), create_user(role=Role.PUBLISHER)
    draft = draft_result(edition=edition, by=committee, now=NOW)
    approve_result(result=draft, by=publisher, now=NOW)
    return publish_result(result=draft, by=publisher, now=NOW)


@pytest.fixture
def filled():
    """At least one row of every kind the admin shows."""
    edition = create_edition(slug="uji", phase=Phase.ASSESSMENT)
    entry = create_scored_nomination(edition=edition)
    result = published_result()
    sheet = create_sheet(nomination=entry)
    SheetRevision.objects.create(sheet=sheet, at=NOW, by=None, act="submitted", scores={})
    ConflictMark.objects.create(nomination=entry, assessor=sheet.assessor, reason="saudara", marked_at=NOW)
    Decision.objects.create(edition=result.edition, kind="over_budget", facts="x", reason="y", decided_at=NOW)
    create_assignment(nomination=entry, team=create_team(edition=edition))
    recap = store_recap(year=2019, rows=[RecapValue(create_kecamatan(), nominated=3)], source="uji", by=None, now=NOW)
    rt, heir = create_rt(), create_rt()
    RTSuccession.objects.create(predecessor=rt, successor=heir, kind=SuccessionKind.MOVE, on=date(2024, 1, 1))
    RegionBoundary.objects.create(code="15.71", level="kecamatan", geometry={})
    Award.objects.create(edition=edition, rt=rt, entry_code="x", label="x", source=AwardSource.IMPORTED)
    ImportBatch.objects.create(kind="recap", file_name="x.csv", file_sha256="0" * 64, imported_at=NOW, report={})
    record(act="recap.stored", subject=recap, by=None, now=NOW)
    return result


def name_of(model):
    return f"{model._meta.app_label}_{model._meta.model_name}"


# Who comes in --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_nobody_but_the_administrator_comes_in(client, role):
    where = {"kelurahan": create_kelurahan()} if role in Role.of_a_kelurahan() else {}
    where |= {"kecamatan": create_kecamatan()} if role in Role.of_a_kecamatan() else {}
    client.force_login(create_user(role=role, **where))

    for url in (
        reverse("admin:index"),
        reverse("admin:rt_registry_rt_import"),
        reverse("admin:scoring_result_changelist"),
    ):
        assert client.get(url).status_code in {302, 403}


def test_the_door_is_the_sites_own(client):
    response = client.get(reverse("admin:index"))

    assert response.status_code == 302
    assert reverse("account_login") in client.get(response["Location"], follow=True).redirect_chain[-1][0]


def test_only_our_own_models_are_there():
    assert {model._meta.app_label for model in MODELS} == {
        "accounts",
        "trace",
        "rt_registry",
        "competitions",
        "scoring",
    }


def test_signing_out_and_passwords_are_the_sites_own(office):
    assert office.post("/admin/logout/")["Location"] == reverse("account_logout")
    assert office.get("/admin/password_change/")["Location"] == reverse("account_change_password")


# What is shown, and what nobody changes ------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_list_and_page_opens(office, filled, model):
    listed = office.get(reverse(f"admin:{name_of(model)}_changelist"))
    one = model.objects.first()
    page = office.get(reverse(f"admin:{name_of(model)}_change", args=[one.pk])) if one else None

    assert listed.status_code == 200
    assert page is None or page.status_code == 200
    html = listed.content.decode() + (page.content.decode() if page else "")
    assert not re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+=|\sstyle=", html)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_nothing_is_deleted_in_the_admin(office, filled, model):
    one = model.objects.first()
    before = picture()

    if one is not None:
        assert office.post(reverse(f"admin:{name_of(model)}_delete", args=[one.pk]), {"post": "yes"}).status_code == 403
    office.post(
        reverse(f"admin:{name_of(model)}_changelist"),
        {"action": "delete_selected", "_selected_action": [one.pk if one else 0], "post": "yes"},
    )

    assert picture() == before


@pytest.mark.parametrize("label", sorted(READ_ONLY))
def test_what_services_guard_is_read_only(office, filled, label):
    model = next(model for model in MODELS if model._meta.label == label)
    one = model.objects.first()
    before = list(model.objects.values())

    added = office.post(reverse(f"admin:{name_of(model)}_add"), {})
    changed = office.post(reverse(f"admin:{name_of(model)}_change", args=[one.pk]), {"digest": "0" * 64, "status": "x"})

    assert (added.status_code, changed.status_code) == (403, 403)
    assert list(model.objects.values()) == before


def test_every_read_only_model_has_a_row_to_prove_it(filled):
    assert {model._meta.label for model in MODELS if not model.objects.exists()} == set()


@pytest.mark.parametrize("phase", sorted(set(Phase) - Phase.before_assessment()))
def test_rules_are_read_only_once_they_are_frozen(office, phase):
    edition = create_edition(phase=phase)
    book = RuleBook.objects.get(edition=edition)

    pages = [("competitions_edition", edition.pk), ("scoring_rulebook", book.pk)]
    answers = [office.post(reverse(f"admin:{name}_change", args=[pk]), {"pass_mark": "10"}) for name, pk in pages]

    book.refresh_from_db()
    assert ([answer.status_code for answer in answers], str(book.pass_mark)) == ([403, 403], "75.00")


# What is changed, through services -----------------------------------------------------------------------------------


def post(office, page, args=(), /, **data):
    url = reverse(f"admin:{page}", args=args)
    form = office.get(url).context["adminform"].form
    given = {key: "" if value is None else value for key, value in form.initial.items() if key in form.fields}
    prefixes = {
        f"{formset.formset.prefix}-{key}": 0
        for formset in office.get(url).context["inline_admin_formsets"]
        for key in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    return office.post(url, {**given, **prefixes, **data})


def acts():
    return set(TraceEntry.objects.values_list("act", flat=True))


def test_an_account_is_made_with_its_role_and_gets_its_slip(office, clerk):
    kelurahan = create_kelurahan()

    post(
        office,
        "accounts_user_add",
        username="operator.baru",
        display_name="Operator Baru",
        organisation="Kelurahan",
        email="",
        role=Role.OPERATOR,
        kelurahan=kelurahan.pk,
        kecamatan="",
    )
    user = User.objects.get(username="operator.baru")
    url = reverse("admin:accounts_user_changelist")
    slips = office.post(url, {"action": "print_slips", "_selected_action": [user.pk]})

    assert (user.has_usable_password(), user.role_grants.get().kelurahan) == (False, kelurahan)
    assert "operator.baru" in slips.content.decode()
    assert SignInSlip.objects.get().issued_by == clerk
    assert {"account.created", "role.granted", "slip.issued"} <= acts()


def test_a_refusal_is_a_sentence_and_stores_nothing(office):
    before = picture()

    response = post(
        office,
        "accounts_user_add",
        username="operator.baru",
        display_name="Operator",
        organisation="",
        email="",
        role=Role.OPERATOR,
        kelurahan="",
        kecamatan="",
    )

    assert (response.status_code, picture()) == (302, before)
    assert "kelurahan" in office.get(response["Location"]).content.decode()


def test_a_person_is_corrected_and_powers_are_not_fields(office):
    user = create_user(username="petugas")

    post(office, "accounts_user_change", [user.pk], display_name="Nama Lain", is_superuser="on", password="x")

    user.refresh_from_db()
    assert (user.display_name, user.is_superuser, user.password) == ("Nama Lain", False, "")
    assert "account.changed" in acts()


def test_roles_are_given_and_ended(office):
    user = create_user()

    post(office, "rt_registry_rolegrant_add", user=user.pk, role=Role.AUDITOR, kelurahan="", kecamatan="")
    grant = RoleGrant.objects.get(user=user)
    twice = post(office, "rt_registry_rolegrant_add", user=user.pk, role=Role.AUDITOR, kelurahan="", kecamatan="")
    ended = {"action": "end_roles", "_selected_action": [grant.pk]}
    office.post(reverse("admin:rt_registry_rolegrant_changelist"), ended)

    grant.refresh_from_db()
    assert (twice.status_code, RoleGrant.objects.filter(user=user).count()) == (302, 1)
    assert grant.active_until is not None
    assert {"role.granted", "role.ended"} <= acts()


def test_the_last_administrator_stays(office, clerk):
    grant = RoleGrant.objects.get(user=clerk)

    office.post(
        reverse("admin:rt_registry_rolegrant_changelist"), {"action": "end_roles", "_selected_action": [grant.pk]}
    )

    grant.refresh_from_db()
    assert grant.active_until is None


def test_rts_and_counts_go_through_the_roster(office):
    kelurahan = create_kelurahan()

    post(
        office,
        "rt_registry_rt_add",
        kelurahan=kelurahan.pk,
        number=5,
        head_name="Ketua",
        active_from="2020-01-01",
    )
    rt = RT.objects.get()
    post(office, "rt_registry_rt_change", [rt.pk], head_name="Ketua Baru")
    post(office, "rt_registry_householdcount_add", rt=rt.pk, counted_on="2026-02-01", kk=90, source="Dukcapil")
    taken = post(office, "rt_registry_rt_add", kelurahan=kelurahan.pk, number=5, head_name="", active_from="2021-01-01")

    rt.refresh_from_db()
    assert (rt.head_name, HouseholdCount.objects.get().kk, taken.status_code, RT.objects.count()) == (
        "Ketua Baru",
        90,
        302,
        1,
    )
    assert {"rt.added", "rt.changed", "kk.recorded"} <= acts()


def test_regions_offices_assessors_and_teams_are_traced(office):
    kecamatan, edition = create_kecamatan(), create_edition()

    post(office, "rt_registry_kelurahan_add", kecamatan=kecamatan.pk, code="15.71.99.1001", name="Baru", slug="baru")
    post(office, "scoring_office_add", name="Dinas Baru")
    post(office, "scoring_assessor_add", name="Budi", office_name="Dinas Baru")
    post(office, "scoring_assessor_change", [Assessor.objects.get().pk], name="Budi S.", office_name="PKK")
    post(office, "scoring_assessmentteam_add", edition=edition.pk, name="Tim 1")
    post(office, "scoring_assessmentteam_change", [Team.objects.get().pk], name="Tim Satu")

    assert Kelurahan.objects.get().name == "Baru"
    assert (Assessor.objects.get().name, Assessor.objects.get().office.name) == ("Budi S.", "PKK")
    assert (Office.objects.count(), Team.objects.get().name) == (2, "Tim Satu")
    assert {
        *("region.added", "office.added", "assessor.added", "assessor.changed"),
        *("team.created", "team.renamed"),
    } <= acts()


def test_open_editions_and_rules_change_through_their_service(office):
    edition = create_edition(phase=Phase.NOMINATION)
    spans = [f"{span}_{end}" for span in ("verification", "assessment") for end in ("opens", "closes")]
    Edition.objects.update(**dict.fromkeys(spans))
    book = RuleBook.objects.get(edition=edition)

    post(office, "competitions_edition_change", [edition.pk], name="Nama Baru", nomination_closes="2026-12-30")
    post(office, "scoring_rulebook_change", [book.pk], pass_mark="80.00", weight_aman=2)
    wrong = post(office, "scoring_rulebook_change", [book.pk], mode="top_n", top_n="")

    edition.refresh_from_db()
    book.refresh_from_db()
    assert (edition.name, edition.nomination_closes, edition.phase) == ("Nama Baru", date(2026, 12, 30), "nomination")
    assert (str(book.pass_mark), book.weight_aman, book.mode, wrong.status_code) == ("80.00", 2, "threshold", 302)
    assert "edition.changed" in acts()


# Sheets --------------------------------------------------------------------------------------------------------------


def upload(office, kind, data, name="lembar.csv", **choices):
    form = {"import_file": SimpleUploadedFile(name, data), "format": "0", "resource": "0", **choices}
    return office.post(reverse(f"admin:{IMPORTS[kind]}_import"), form)


def confirm(office, kind, preview, **choices):
    form = preview.context["confirm_form"]
    hidden = {field.name: field.value() or "" for field in form.hidden_fields()}
    return office.post(reverse(f"admin:{IMPORTS[kind]}_process_import"), {**hidden, **choices})


def left_over():
    """Uploads that wait for a confirmation."""
    return storages["default"].listdir(PARKED_IN)[1]


@pytest.mark.parametrize("kind", sorted(IMPORTS))
def test_each_kind_has_its_page(office, kind):
    response = office.get(reverse(f"admin:{IMPORTS[kind]}_import"))

    listed = office.get(reverse(f"admin:{IMPORTS[kind]}_changelist")).content.decode()
    html = response.content.decode()
    assert response.status_code == 200
    assert reverse(f"admin:{IMPORTS[kind]}_import") in listed
    assert reverse("rt_registry:import-template", args=[kind]) in html
    assert not re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+=|\sstyle=", html)


@pytest.mark.parametrize("write", [xlsx, lambda rows: csv_bytes(*rows)], ids=["xlsx", "csv"])
def test_a_sheet_is_previewed_then_stored(office, clerk, write):
    kelurahan = create_kelurahan()
    data = write([("kode_kelurahan", "rt", "jumlah_kk", "tahun"), (kelurahan.code, "017", 80, 2020)])

    preview = upload(office, "roster", data)
    stored_before = RT.objects.exists()
    done = confirm(office, "roster", preview)

    batch = ImportBatch.objects.get()
    assert (preview.status_code, stored_before, done.status_code) == (200, False, 302)
    assert (RT.objects.get().number, batch.imported_by, batch.kind) == (17, clerk, "roster")
    assert left_over() == []
    assert "import.stored" in acts()


def test_every_kind_is_stored_through_its_page(office):
    edition, kelurahan = create_edition(slug="uji"), create_kelurahan()
    rt = create_rt(kelurahan=kelurahan, number=1)
    sheets = {
        "recap": (csv_bytes(("kecamatan", "diusulkan", "tahun"), (kelurahan.kecamatan.name, 3, 2019)), {}),
        "nominations": (csv_bytes(("kode_kelurahan", "rt"), (kelurahan.code, 1)), {"edition": "uji"}),
        "scores": (csv_bytes(*score_rows(kelurahan, [1], ["Budi"])), {"edition": "uji"}),
        "winners": (csv_bytes(("kode_kelurahan", "rt", "tahun"), (kelurahan.code, 1, 2019)), {}),
    }

    for kind, (data, choices) in sheets.items():
        assert confirm(office, kind, upload(office, kind, data, **choices)).status_code == 302

    edition.refresh_from_db()
    assert (Recap.objects.count(), Nomination.objects.get().edition, ScoreSheet.objects.count()) == (1, edition, 1)
    assert (Award.objects.get().rt, edition.phase) == (rt, Phase.ASSESSMENT)


def test_problems_are_shown_by_cell_and_cannot_be_confirmed(office):
    kelurahan = create_kelurahan()
    data = csv_bytes(("kode_kelurahan", "rt", "tahun"), (kelurahan.code, "nol", 2020))
    before = picture()

    preview = upload(office, "roster", data)

    html = preview.content.decode()
    assert ("B2" in html, "nol" in html, preview.context.get("confirm_form")) == (True, True, None)
    assert picture() == before
    assert left_over() == []


def test_a_contradiction_asks_for_a_note(office):
    rt = create_rt(number=1, kk=70, year=2020)
    data = csv_bytes(("kode_kelurahan", "rt", "jumlah_kk", "tahun"), (rt.kelurahan.code, 1, 75, 2020))

    preview = upload(office, "roster", data)
    asked = confirm(office, "roster", preview)
    done = confirm(office, "roster", asked, acknowledge="data lama keliru")

    assert "acknowledge" in {field.name for field in preview.context["confirm_form"].visible_fields()}
    assert (asked.status_code, done.status_code, rt.household_counts.get().kk) == (200, 302, 75)


@pytest.mark.parametrize(
    "data", [b"", b"\x00\x01\x02", b"PK\x03\x04 not a zip", b"nama,alamat\na,b\n", b"rt\x00"], ids=range(5)
)
def test_bad_files_are_answered_with_a_sentence(office, data):
    before = picture()

    for kind in IMPORTS:
        response = upload(office, kind, data, name="apa.xlsx")
        assert response.status_code == 200
        assert response.context.get("confirm_form") is None

    assert picture() == before


def test_a_file_that_is_too_large_is_refused(office, settings):
    settings.SPREADSHEET_MAX_BYTES = 10

    response = upload(office, "roster", b"kode_kelurahan,rt\n")

    assert response.context["form"].errors["import_file"]


def test_a_full_disk_is_said_and_leaves_nothing(office, monkeypatch):
    def full(*_arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(type(storages["default"]), "_save", full)
    sheet = csv_bytes(("kode_kelurahan", "rt"), (create_kelurahan().code, 7))

    response = upload(office, "roster", sheet)

    said = [str(message) for message in get_messages(response.wsgi_request)]
    assert (response.status_code, response["Location"]) == (302, reverse("admin:rt_registry_rt_import"))
    assert said == [str(FileNotKept())]
    assert not RT.objects.exists()


@pytest.mark.parametrize("name", ["0" * 32, "../../secret_key", "x", ""])
def test_a_confirmation_without_its_preview_begins_anew(office, name):
    form = {"import_file_name": name, "original_file_name": "a.csv", "format": "0", "sha256": "0" * 64}

    response = office.post(reverse("admin:rt_registry_rt_process_import"), form)

    assert (response.status_code, response["Location"]) == (302, reverse("admin:rt_registry_rt_import"))


def test_another_file_than_the_previewed_one_is_refused(office):
    data = csv_bytes(("kode_kelurahan", "rt", "tahun"), (create_kelurahan().code, 1, 2020))
    preview = upload(office, "roster", data)

    response = confirm(office, "roster", preview, sha256="0" * 64)

    assert (response.status_code, RT.objects.exists()) == (302, False)
    assert response["Location"] == reverse("admin:rt_registry_rt_import")


def test_what_changed_since_the_preview_is_shown_before_anything_is_stored(office):
    rt = create_rt(number=1, kk=70, year=2026)
    data = csv_bytes(("kode_kelurahan", "rt", "ketua_rt", "tahun"), (rt.kelurahan.code, 1, "Budi", 2026))
    preview = upload(office, "roster", data)
    RT.objects.filter(pk=rt.pk).update(head_name="Orang Lain")

    asked = confirm(office, "roster", preview)
    rt.refresh_from_db()
    kept = rt.head_name
    done = confirm(office, "roster", asked)

    rt.refresh_from_db()
    said = [str(message) for message in asked.context["messages"]]
    assert (asked.status_code, kept, len(said), "Orang Lain" in asked.content.decode()) == (200, "Orang Lain", 1, True)
    assert (done.status_code, rt.head_name) == (302, "Budi")


@pytest.mark.parametrize("fingerprint", ["", "0" * 64])
def test_only_what_was_shown_can_be_confirmed(office, fingerprint):
    data = csv_bytes(("kode_kelurahan", "rt", "tahun"), (create_kelurahan().code, 1, 2020))

    asked = confirm(office, "roster", upload(office, "roster", data), fingerprint=fingerprint)

    assert (asked.status_code, RT.objects.exists()) == (200, False)
    assert confirm(office, "roster", asked).status_code == 302


def test_what_became_impossible_since_the_preview_is_said(office):
    kelurahan = create_kelurahan()
    data = csv_bytes(("kode_kelurahan", "rt", "tahun"), (kelurahan.code, 1, 2020))
    preview = upload(office, "roster", data)
    Kelurahan.objects.filter(pk=kelurahan.pk).update(code="15.71.99.9999")

    asked = confirm(office, "roster", preview)

    html = asked.content.decode()
    assert (asked.status_code, asked.context.get("confirm_form"), RT.objects.exists()) == (200, None, False)
    assert kelurahan.code in html
    assert reverse("admin:rt_registry_rt_import") in html


def test_suggested_names_are_taken_when_asked(office):
    kelurahan = create_kelurahan(name="Kenali Besar")
    data = csv_bytes(("kelurahan", "rt", "tahun"), ("Kenali Bsar", 1, 2020))

    preview = upload(office, "roster", data)
    asked = confirm(office, "roster", preview)
    done = confirm(office, "roster", asked, accept_suggestions="on")

    assert [field.name for field in preview.context["confirm_form"].visible_fields()] == ["accept_suggestions"]
    assert (asked.status_code, done.status_code, RT.objects.get().kelurahan) == (200, 302, kelurahan)


def test_uploads_nobody_confirmed_go_and_stored_ones_stay(office):
    data = csv_bytes(("kode_kelurahan", "rt", "tahun"), (create_kelurahan().code, 1, 2020))
    confirm(office, "roster", upload(office, "roster", data))
    upload(office, "roster", data)

    forget_old_uploads(timezone.now() + 2 * PARKED_FOR)

    with ImportBatch.objects.get().file.open() as kept:
        assert (kept.read(), left_over()) == (data, [])


# Exports come in again unchanged -------------------------------------------------------------------------------------


def export(office, kind, file_format="0", query=""):
    url = reverse(f"admin:{(IMPORTS | EXPORTS)[kind]}_export")
    page = office.get(url)
    assert not re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+=|\sstyle=", page.content.decode())
    return office.post(url + query, {"format": file_format, "resource": "0"}).content


@pytest.mark.parametrize("file_format", ["0", "1"], ids=["xlsx", "csv"])
def test_exports_come_in_again_unchanged(office, file_format):
    edition = create_edition(slug="uji")
    kelurahan = create_kelurahan()
    for number in (1, 2, 3):
        create_rt(kelurahan=kelurahan, number=number, year=2026)
    RT.objects.filter(number=1).update(head_name="=HYPERLINK(1)")
    run("nominations", ("kode_kelurahan", "rt"), (kelurahan.code, 1), (kelurahan.code, "2+3"), edition="uji")
    run("scores", *score_rows(kelurahan, [1, "2+3"], ["Budi", create_assessor().user.username]), edition="uji")
    run("winners", ("kode_kelurahan", "rt", "tahun", "nilai"), (kelurahan.code, "1+2", 2019, "80,5"))
    run("recap", ("kecamatan", "diusulkan", "tahun"), (kelurahan.kecamatan.name, 3, 2019))
    before = picture()
    options = {"nominations": {"edition": "uji"}, "scores": {"edition": "uji"}}

    for kind in IMPORTS | EXPORTS:
        report = run(kind, data=export(office, kind, file_format), **options.get(kind, {}))

        assert (kind, report.exit_code(), report.rows.new, report.rows.changed) == (kind, 0, 0, 0)
        assert report.rows.unchanged >= 1

    assert picture() == before
    assert Edition.objects.filter(is_archive=True).count() == 1
    assert edition.nominations.count() == 2


def test_an_export_takes_what_the_list_shows(office):
    create_nomination(edition=create_edition(slug="satu"))
    kept = create_nomination(edition=create_edition(slug="dua"))

    data = export(office, "nominations", "1", query=f"?edition__id__exact={kept.edition_id}").decode()

    assert ("dua" in data, "satu" in data) == (True, False)
