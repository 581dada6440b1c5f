"""Who gets what from each route. The one list that a new route must enter."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.access.world import OFFICIALS, SIGNED_IN, World


Kwargs = Callable[[World], Mapping[str, object]]


def nothing(world: World) -> Mapping[str, object]:
    return {}


@dataclass(frozen=True)
class Route:
    """`allowed` get in; who else knows of the object gets 403, everybody else signed in 404. `body`: sent as JSON."""

    allowed: frozenset[str]
    knows: frozenset[str] = SIGNED_IN
    kwargs: Kwargs = nothing
    method: str = "get"
    query: Callable[[World], str] = lambda world: ""
    body: Callable[[World], Mapping[str, object]] | None = None

    def expected(self, role: str) -> str:
        if role == "anonymous":
            return "login"
        if role in self.allowed:
            return "in"
        return "403" if role in self.knows else "404"


def roles(*names: str) -> frozenset[str]:
    assert set(names) <= SIGNED_IN, names
    return frozenset(names)


NOBODY_ELSE: frozenset[str] = frozenset()
OPERATOR = roles("operator")
ROSTER = roles("operator", "admin")
KECAMATAN = roles("verifier", "pendamping")
ASSESSORS = roles("assessor", "other_assessor", "lead")
TEAM = roles("assessor", "lead")
ADMIN = roles("admin")
COMMITTEE = roles("committee")
OPERATORS = roles("operator", "other_operator")
ROSTER_READERS = OPERATOR | KECAMATAN | OFFICIALS
WITHOUT_TERRITORY = ASSESSORS | roles("nobody")


def rt(world: World) -> Mapping[str, object]:
    return {"pk": world.rt.pk}


def person(world: World) -> Mapping[str, object]:
    return {"pk": world.people["operator"].pk}


def draft(world: World) -> Mapping[str, object]:
    return {"pk": world.draft.pk}


def submitted(world: World) -> Mapping[str, object]:
    return {"pk": world.submitted.pk}


def draft_evidence(world: World) -> Mapping[str, object]:
    return {"public_id": world.evidence.public_id}


def handed_in_evidence(world: World) -> Mapping[str, object]:
    return {"public_id": world.photo.evidence.public_id}


def entry(world: World) -> Mapping[str, object]:
    return {"slug": world.assessing.slug, "pk": world.visited.pk}


def edition(world: World) -> Mapping[str, object]:
    return {"slug": world.assessing.slug}


def in_edition(pk: Callable[[World], object]) -> Kwargs:
    """An object of the edition that is being assessed."""
    return lambda world: {"slug": world.assessing.slug, "pk": pk(world)}


def visit(world: World) -> Mapping[str, object]:
    return {"nomination_id": world.visited.pk}


def published(world: World) -> Mapping[str, object]:
    return {"slug": world.published.slug}


def published_entry(world: World) -> Mapping[str, object]:
    kelurahan, numbers = world.winner.entry.split("/")
    return {"slug": world.published.slug, "kelurahan": kelurahan, "numbers": numbers}


def prize(world: World) -> Mapping[str, object]:
    return {"slug": world.published.slug, "pk": world.winner.nomination_id}


def document(world: World) -> Mapping[str, object]:
    return {"slug": world.published.slug, "pk": world.document.pk}


def own_kelurahan(world: World) -> str:
    return f"?kelurahan={world.rt.kelurahan.code}"


def roster(allowed: frozenset[str]) -> Route:
    """The roster of one kelurahan: a neighbour's does not exist, those without any are refused at the door."""
    return Route(allowed, knows=ROSTER_READERS | WITHOUT_TERRITORY, query=own_kelurahan)


def own_rt(method: str = "get", allowed: frozenset[str] = frozenset({"operator", "admin"})) -> Route:
    return Route(allowed, knows=ROSTER_READERS | WITHOUT_TERRITORY, kwargs=rt, method=method)


def checking(allowed: frozenset[str], method: str = "get") -> Route:
    """Verification is for the kecamatan of the entry: everybody else is refused before any entry is looked for."""
    neighbours = roles("other_verifier", "other_pendamping")
    return Route(allowed, knows=SIGNED_IN - neighbours, kwargs=submitted, method=method)


def official(kwargs: Kwargs = nothing) -> Route:
    return Route(OFFICIALS, kwargs=kwargs)


def provisional(kwargs: Kwargs = nothing) -> Route:
    """Figures before publication are for committee, publisher and auditor alone (DOMAIN 4)."""
    return Route(roles("committee", "publisher", "auditor"), kwargs=kwargs)


def phones_sheet(world: World) -> Mapping[str, object]:
    """What came from the phones of one assessor about one entry."""
    return {**entry(world), "assessor": world.sheet.assessor_id}


def phone(world: World) -> Mapping[str, object]:
    return {"device": world.sheet_photo.device_id}


def phone_photo(world: World) -> Mapping[str, object]:
    return {"photo": world.sheet_photo.pk}


def delivery(world: World) -> Mapping[str, object]:
    """What the phone of the assessor sends, whoever is signed in."""
    return {
        "protocol": 1,
        "device": str(world.sheet_photo.device_id),
        "sent_at": "2026-07-01T03:00:00Z",
        "messages": [],
    }


def new_phone(world: World) -> Mapping[str, object]:
    return {"device": "5b5b1f4e-0d1e-4a57-9a0c-0c6ad6ab1b11", "label": "uji", "key": "QUFB" * 10 + "QUE="}


def sheet_photo(world: World) -> Mapping[str, object]:
    return {"pk": world.sheet_photo.pk}


def a_table(world: World) -> Mapping[str, object]:
    """A file of the published edition's open data."""
    return {"slug": world.published.slug, "file": "entri.csv"}


PUBLIC: dict[str, Kwargs] = {
    "healthz": nothing,
    "readyz": nothing,
    "accounts:redeem-slip": nothing,
    "field-worker": nothing,
    "competitions:photo": lambda world: {"public_id": world.photo.public_id},
    "scoring:home": nothing,
    "scoring:search": nothing,
    "scoring:results": nothing,
    "scoring:result": published,
    "scoring:result-json": published,
    "scoring:result-csv": published,
    "scoring:result-xlsx": published,
    "scoring:result-entry": published_entry,
    "scoring:result-recount": published,
    "scoring:result-changes": published,
    "scoring:result-annex": published,
    "scoring:result-press": published,
    "scoring:verification": nothing,
    "scoring:verification-draft": nothing,
    "scoring:verification-code": lambda world: {"code": world.document.codes.get().code},
    "scoring:open-data": nothing,
    "scoring:dataset": published,
    "scoring:data-file": a_table,
    "scoring:data-archive": published,
    "scoring:data-catalogue": nothing,
    "scoring:data-ckan": nothing,
    "scoring:data-key": nothing,
    "api:openapi": nothing,
    "api:index": nothing,
    "api:editions": nothing,
    "api:edition": published,
    "api:result": published,
    "api:entries": published,
    "api:entry": published_entry,
    "api:awards": nothing,
    "api:rts": nothing,
    "api:rt": lambda world: {"rt_id": world.rt.pk},
    "api:regions": nothing,
    "api:indicators": nothing,
    "api:recaps": nothing,
    "api:statistics": nothing,
    "scoring:rt": rt,
    "scoring:regions": nothing,
    "scoring:kecamatan": lambda world: {"kecamatan": world.rt.kelurahan.kecamatan.slug},
    "scoring:kelurahan": lambda world: {
        "kecamatan": world.rt.kelurahan.kecamatan.slug,
        "kelurahan": world.rt.kelurahan.slug,
    },
    "scoring:statistics": nothing,
    "scoring:indicators": nothing,
    "scoring:field-api:openapi": nothing,
    "scoring:map": nothing,
    "scoring:boundaries": nothing,
    "scoring:field": nothing,
    "scoring:field-manifest": nothing,
}
"""Open to everybody, without signing in."""

ABSENT = frozenset({"api:unknown"})
"""Whatever else is asked of the open API: 404 in JSON for everybody."""

LIBRARY = frozenset(
    {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_reauthenticate",
        "account_change_password",
        "account_set_password",
    }
)
"""allauth's own pages, tested by allauth and in tests/accounts."""

ROUTES: dict[str, Route] = {
    "accounts:account": Route(SIGNED_IN),
    "rt_registry:roster": roster(ROSTER_READERS),
    "rt_registry:roster-add": roster(ROSTER),
    "rt_registry:roster-counts": roster(ROSTER),
    "rt_registry:roster-xlsx": roster(ROSTER_READERS),
    "rt_registry:roster-csv": roster(ROSTER_READERS),
    "rt_registry:roster-rt": own_rt(allowed=ROSTER_READERS),
    "rt_registry:roster-rt-change": own_rt(),
    "rt_registry:roster-rt-count": own_rt("post"),
    "rt_registry:roster-rt-close": own_rt(),
    "rt_registry:roster-rt-reopen": own_rt("post"),
    "rt_registry:roster-rt-renumber": own_rt(),
    "rt_registry:roster-rt-split": own_rt(),
    "rt_registry:roster-rt-merge": own_rt(),
    "rt_registry:roster-rt-move": own_rt(allowed=ADMIN),
    "rt_registry:accounts": Route(ADMIN),
    "rt_registry:account-add": Route(ADMIN),
    "rt_registry:account-slips": Route(ADMIN, method="post"),
    "rt_registry:account-sheet": Route(ADMIN),
    "rt_registry:account-sheet-example": Route(ADMIN),
    "rt_registry:account-batch": Route(ADMIN, kwargs=lambda world: {"pk": world.batch.pk}),
    "rt_registry:account": Route(ADMIN, kwargs=person),
    "rt_registry:account-change": Route(ADMIN, kwargs=person),
    "rt_registry:account-grant": Route(ADMIN, kwargs=person),
    "rt_registry:account-end": Route(
        ADMIN, kwargs=lambda world: {"pk": world.people["operator"].pk, "grant_pk": world.grant.pk}, method="post"
    ),
    "rt_registry:account-off": Route(ADMIN, kwargs=person),
    "rt_registry:account-on": Route(ADMIN, kwargs=person, method="post"),
    "rt_registry:imports": Route(ADMIN),
    "rt_registry:import-template": Route(ADMIN, kwargs=lambda world: {"kind": "roster"}),
    "rt_registry:import-export": Route(ADMIN, query=lambda world: "?export-kind=roster"),
    "rt_registry:import-draft": Route(ADMIN, kwargs=lambda world: {"pk": world.upload.pk}),
    "rt_registry:import-findings": Route(ADMIN, kwargs=lambda world: {"pk": world.upload.pk}),
    "rt_registry:import-result": Route(ADMIN, kwargs=lambda world: {"pk": world.batch.pk}),
    "rt_registry:import-file": Route(ADMIN, kwargs=lambda world: {"pk": world.batch.pk}),
    "rt_registry:import-marked": Route(ADMIN, kwargs=lambda world: {"pk": world.batch.pk}),
    "rt_registry:import-undo": Route(ADMIN, kwargs=lambda world: {"pk": world.batch.pk}, method="post"),
    "rt_registry:import-progress": Route(ADMIN, kwargs=lambda world: {"pk": world.long_upload.pk}),
    "rt_registry:import-cancel": Route(ADMIN, kwargs=lambda world: {"pk": world.long_upload.pk}, method="post"),
    "rt_registry:import-restart": Route(ADMIN, kwargs=lambda world: {"pk": world.long_upload.pk}, method="post"),
    "rt_registry:parked-rows": Route(ADMIN),
    "rt_registry:parked-row": Route(ADMIN, kwargs=lambda world: {"pk": world.parked.pk}),
    "rt_registry:parked-row-dismiss": Route(ADMIN, kwargs=lambda world: {"pk": world.parked.pk}, method="post"),
    "rt_registry:known-spellings": Route(ADMIN),
    "rt_registry:spelling-forget": Route(ADMIN, kwargs=lambda world: {"pk": world.alias.pk}, method="post"),
    "rt_registry:header-forget": Route(ADMIN, kwargs=lambda world: {"pk": world.shape.pk}, method="post"),
    "rt_registry:trace": Route(roles("committee", "admin", "auditor")),
    "rt_registry:trace-csv": Route(roles("committee", "admin", "auditor")),
    "competitions:kelurahan-desk": Route(OPERATORS),
    "competitions:nomination-new": Route(OPERATORS),
    "competitions:nomination-precheck": Route(OPERATORS),
    "competitions:nomination": Route(OPERATOR | OFFICIALS, knows=OPERATOR | OFFICIALS, kwargs=draft),
    "competitions:nomination-change": Route(OPERATOR, knows=OPERATOR | OFFICIALS, kwargs=draft),
    "competitions:nomination-submit": Route(OPERATOR, knows=OPERATOR | OFFICIALS, kwargs=draft, method="post"),
    "competitions:nomination-withdraw": Route(OPERATOR | COMMITTEE, knows=OPERATOR | OFFICIALS, kwargs=draft),
    "competitions:evidence-add": Route(OPERATOR, knows=OPERATOR | OFFICIALS, kwargs=draft, method="post"),
    "competitions:evidence": Route(OPERATOR | OFFICIALS, knows=OPERATOR | OFFICIALS, kwargs=draft_evidence),
    "competitions:evidence-remove": Route(OPERATOR, knows=OPERATOR | OFFICIALS, kwargs=draft_evidence, method="post"),
    "competitions:evidence-release": Route(
        COMMITTEE, knows=OPERATOR | KECAMATAN | OFFICIALS, kwargs=handed_in_evidence, method="post"
    ),
    "competitions:evidence-withdraw": Route(
        COMMITTEE, knows=OPERATOR | KECAMATAN | OFFICIALS, kwargs=handed_in_evidence, method="post"
    ),
    "competitions:kecamatan-desk": Route(roles("verifier", "other_verifier", "pendamping", "other_pendamping")),
    "competitions:kecamatan-entries": Route(roles("verifier", "other_verifier", "pendamping", "other_pendamping")),
    "competitions:check": checking(KECAMATAN),
    "competitions:verify": checking(roles("verifier"), "post"),
    "competitions:return": checking(roles("verifier"), "post"),
    "competitions:reject": checking(roles("verifier"), "post"),
    "competitions:entries": official(edition),
    "competitions:entry": official(entry),
    "competitions:entry-kk": Route(COMMITTEE, kwargs=entry, method="post"),
    "competitions:entry-not-assessed": Route(COMMITTEE, kwargs=entry, method="post"),
    "competitions:entry-disqualified": Route(COMMITTEE, kwargs=entry, method="post"),
    "competitions:entry-reinstated": Route(COMMITTEE, kwargs=entry, method="post"),
    "scoring:assessor-day": Route(ASSESSORS),
    "scoring:lead": Route(roles("lead", "other_assessor")),
    "scoring:visit-close": Route(
        roles("lead"),
        knows=roles("lead", "assessor") | OFFICIALS,
        kwargs=lambda world: {"pk": world.assignment.pk},
        method="post",
    ),
    "scoring:sheet": Route(TEAM, knows=TEAM | OFFICIALS, kwargs=visit),
    "scoring:visit": Route(TEAM, knows=TEAM | OFFICIALS, kwargs=visit),
    "scoring:sheet-summary": Route(TEAM, knows=TEAM | OFFICIALS, kwargs=visit),
    "scoring:sheet-submit": Route(roles("assessor"), knows=roles("assessor") | OFFICIALS, kwargs=visit, method="post"),
    "scoring:field-file": Route(ASSESSORS | COMMITTEE),
    "scoring:field-board": provisional(edition),
    "scoring:field-sheet": provisional(phones_sheet),
    "scoring:field-take-in": Route(COMMITTEE, kwargs=phones_sheet, method="post"),
    "scoring:sheet-photo": Route(
        roles("assessor") | OFFICIALS, knows=roles("assessor") | OFFICIALS, kwargs=sheet_photo
    ),
    "scoring:sheet-photo-evidence": Route(
        COMMITTEE, kwargs=in_edition(lambda world: world.sheet_photo.pk), method="post"
    ),
    "scoring:field-api:me": Route(ASSESSORS),
    "scoring:field-api:device": Route(ASSESSORS, method="post", body=new_phone),
    "scoring:field-api:device-key": Route(roles("assessor"), knows=NOBODY_ELSE, kwargs=phone),
    "scoring:field-api:plan": Route(roles("assessor"), method="post", body=delivery),
    "scoring:field-api:send": Route(roles("assessor"), method="post", body=delivery),
    "scoring:field-api:photo": Route(roles("assessor"), knows=NOBODY_ELSE, kwargs=phone_photo),
    "scoring:field-api:photo-part": Route(
        roles("assessor"),
        knows=NOBODY_ELSE,
        kwargs=lambda world: {**phone_photo(world), "number": 0},
        method="put",
    ),
    "scoring:committee": provisional(),
    "scoring:cockpit": provisional(edition),
    "scoring:cockpit-ranking": provisional(edition),
    "scoring:decisions": provisional(edition),
    "scoring:entry-compare": provisional(entry),
    "scoring:result-desk": provisional(edition),
    "scoring:result-difference": provisional(lambda world: {"slug": world.published.slug, "version": 1}),
    "scoring:result-draft": Route(COMMITTEE, kwargs=edition, method="post"),
    "scoring:result-approve": Route(roles("publisher"), kwargs=edition, method="post"),
    "scoring:result-publish": Route(roles("publisher"), kwargs=edition, method="post"),
    "scoring:result-schedule": Route(roles("publisher"), kwargs=edition, method="post"),
    "scoring:result-unschedule": Route(roles("publisher"), kwargs=edition, method="post"),
    "scoring:result-discard": Route(roles("committee", "publisher"), kwargs=edition, method="post"),
    "scoring:documents": provisional(published),
    "scoring:document-decree": Route(roles("publisher"), kwargs=published, method="post"),
    "scoring:document-minutes": Route(roles("publisher"), kwargs=published, method="post"),
    "scoring:document-issue": Route(roles("publisher"), kwargs=published, method="post"),
    "scoring:document-preview": provisional(lambda world: {**published(world), "kind": "minutes"}),
    "scoring:document-file": provisional(document),
    "scoring:document-progress": provisional(document),
    "scoring:document-restart": Route(roles("publisher"), kwargs=document, method="post"),
    "scoring:document-withdraw": Route(roles("publisher"), kwargs=document, method="post"),
    "scoring:ledger": provisional(published),
    "scoring:ledger-csv": provisional(published),
    "scoring:ledger-xlsx": provisional(published),
    "scoring:prizes-several": Route(COMMITTEE, kwargs=published),
    "scoring:prize": provisional(prize),
    "scoring:prize-cancel": Route(COMMITTEE, kwargs=prize, method="post"),
    "scoring:editions": official(),
    "scoring:edition-new": Route(COMMITTEE),
    "scoring:edition": official(edition),
    "scoring:edition-rules": official(edition),
    "scoring:edition-phase": Route(COMMITTEE, kwargs=edition, method="post"),
    "scoring:assessors": official(),
    "scoring:assessor": Route(COMMITTEE, kwargs=lambda world: {"pk": world.sheet.assessor_id}),
    "scoring:teams": official(edition),
    "scoring:team": official(in_edition(lambda world: world.team.pk)),
    "scoring:team-member": Route(
        COMMITTEE, kwargs=in_edition(lambda world: world.team.members.first().pk), method="post"
    ),
    "scoring:assignments": official(edition),
    "scoring:assignments-propose": Route(COMMITTEE, kwargs=edition, method="post"),
    "scoring:assignment-take-back": Route(
        COMMITTEE, kwargs=in_edition(lambda world: world.assignment.pk), method="post"
    ),
    "scoring:visit-reopen": Route(COMMITTEE, kwargs=in_edition(lambda world: world.assignment.pk), method="post"),
    "scoring:entry-sheets": official(entry),
    "scoring:conflict-lift": Route(COMMITTEE, kwargs=in_edition(lambda world: world.conflict.pk), method="post"),
    "scoring:papers": provisional(edition),
    "scoring:paper-new": Route(COMMITTEE, kwargs=edition),
    "scoring:paper": provisional(in_edition(lambda world: world.paper.pk)),
    "scoring:paper-add": Route(COMMITTEE, kwargs=in_edition(lambda world: world.paper.pk), method="post"),
    "scoring:paper-confirm": Route(COMMITTEE, kwargs=in_edition(lambda world: world.paper.pk), method="post"),
    "scoring:paper-return": Route(COMMITTEE, kwargs=in_edition(lambda world: world.paper.pk), method="post"),
    "scoring:paper-discard": Route(COMMITTEE, kwargs=in_edition(lambda world: world.paper.pk), method="post"),
    "scoring:paper-picture": provisional(lambda world: {"public_id": world.paper.pages.get().public_id}),
    "scoring:blank-sheets": official(in_edition(lambda world: world.team.pk)),
    "scoring:official-sheet": official(in_edition(lambda world: world.sheet.pk)),
    "scoring:sheet-reopen": Route(COMMITTEE, kwargs=in_edition(lambda world: world.sheet.pk), method="post"),
}
"""Everything else: signed in, and only as listed."""

ANSWERS_FOR_ITSELF = frozenset(name for name in ROUTES if name.startswith("scoring:field-api:"))
"""Without the login middleware: phones get 401 in JSON, never a redirect."""
