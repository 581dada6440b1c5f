"""Assessors with phones in an alley: an edition with many visits, and phones each behind a network of its own."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Geolocation, Locator, Page, expect

from bantar.accounts.models import User
from competitions.domain.calendar import wib_date
from competitions.enums import Phase
from competitions.models import Edition, Nomination
from rt_registry.models import Kelurahan
from scoring.models import AssessmentTeam, Assessor, Assignment, Indicator, Score, ScoreSheet, SheetPhoto
from tests.e2e.browsing import PATIENCE, PHONE, Complaints, open_context
from tests.e2e.cuttable import CuttableNetwork, Exchange
from tests.factories import (
    PASSWORD,
    create_assessor,
    create_assignment,
    create_edition,
    create_kelurahan,
    create_nomination,
    create_rt,
    create_team,
)


APP: Final = "/penilaian/lapangan/"
VISITS: Final = 12
A_WEEK: Final = 7 * 24 * 3600
PIN: Final = "246810"
OFFLINE_READY: Final = "navigator.serviceWorker.controller !== null"
HERE: Final[Geolocation] = {"latitude": -1.6101, "longitude": 103.6131, "accuracy": 12.0}
Lines = dict[str, tuple[int | None, str]]


@dataclass
class Alley:
    """One team with many visits; each test takes visits of its own, and there is always another day."""

    url: str
    edition: Edition
    kelurahan: Kelurahan
    assessors: list[Assessor]
    team: AssessmentTeam
    others: AssessmentTeam
    codes: list[str]
    day: list[Nomination] = field(default_factory=list)

    @classmethod
    def open(cls, url: str) -> "Alley":
        edition = create_edition(phase=Phase.ASSESSMENT)
        assessors = [create_assessor(name=f"Penilai {n}") for n in range(1, 4)]
        for assessor in assessors:
            assert assessor.user is not None
            assessor.user.set_password(PASSWORD)
            assessor.user.save()
        team, others = create_team(edition=edition, assessors=assessors), create_team(edition=edition)
        codes = list(Indicator.objects.order_by("order").values_list("code", flat=True))
        alley = cls(url, edition, create_kelurahan(), assessors, team, others, codes)
        alley.begin_day()
        return alley

    def begin_day(self) -> None:
        """The visits of the day before are others' now: a phone carries no more than a day."""
        Assignment.objects.filter(team=self.team).update(team=self.others)
        for _ in range(VISITS):
            rt = create_rt(kelurahan=self.kelurahan, year=self.edition.year)
            self.day.append(create_nomination(edition=self.edition, rts=[rt]))
            create_assignment(nomination=self.day[-1], team=self.team, visit_on=wib_date(timezone.now()))

    def fresh(self) -> Nomination:
        """An entry that nobody has touched yet."""
        if not self.day:
            self.begin_day()
        return self.day.pop(0)

    def user(self, number: int) -> User:
        user = self.assessors[number].user
        assert user is not None
        return user


def stored(entry: Nomination, user: User) -> Lines:
    rows = Score.objects.filter(sheet__nomination=entry, sheet__assessor__user=user)
    return {code: (value, note) for code, value, note in rows.values_list("indicator__code", "value", "note")}


def sheet_of(entry: Nomination, user: User) -> ScoreSheet:
    return ScoreSheet.objects.get(nomination=entry, assessor__user=user)


def photos_of(entry: Nomination, user: User) -> dict[str, int]:
    """Whole photos by indicator."""
    found: dict[str, int] = {}
    photos = SheetPhoto.objects.filter(
        nomination=entry, assessor__user=user, removed_at=None, received_at__isnull=False
    )
    for code in photos.values_list("indicator__code", flat=True):
        found[code] = found.get(code, 0) + 1
    return found


@dataclass
class Phone:
    """A phone of one assessor: what a finger does on it, and its network."""

    network: CuttableNetwork
    context: BrowserContext
    page: Page
    complaints: Complaints

    @classmethod
    def take(cls, browser: Browser, server_url: str) -> "Phone":
        network = CuttableNetwork(server_url)
        context = open_context(browser, network.url)
        return cls.of(network, context)

    @classmethod
    def of(cls, network: CuttableNetwork, context: BrowserContext) -> "Phone":
        context.grant_permissions(["geolocation"])
        context.set_geolocation(HERE)
        page = context.pages[0] if context.pages else context.new_page()
        return cls(network, context, page, Complaints.of(context))

    @classmethod
    def with_profile(cls, browser: Browser, network: CuttableNetwork, folder: Path, **launch: Any) -> "Phone":
        """A browser of its own whose profile outlives it."""
        context = browser.browser_type.launch_persistent_context(
            folder,
            base_url=network.url,
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            viewport={"width": PHONE.width, "height": PHONE.height},
            service_workers="allow",
            **launch,
        )
        context.set_default_timeout(1000 * PATIENCE)
        return cls.of(network, context)

    def put_away(self) -> None:
        self.context.close()
        self.network.off()

    # who holds it ------------------------------------------------------------------------------------------------

    def sign_in(self, user: User) -> str:
        """Come in by a session, without the form; returns its key."""
        client = Client()
        client.force_login(user)
        key = client.cookies["sessionid"].value
        kept = time.time() + A_WEEK  # as ours is: a browser that ends forgets what has no end of its own
        cookie: Any = {"name": "sessionid", "value": key, "url": self.network.url, "expires": kept}
        self.context.add_cookies([cookie])
        return key

    def prepare(self, user: User) -> "Phone":
        """Sign in, set the phone up, and wait until it can do without a network."""
        self.sign_in(user)
        self.go()
        until(self.page, f"() => {OFFLINE_READY}")
        self.fill_pin(PIN)
        self.sees_day()
        return self

    def go(self, place: str = "") -> None:
        self.page.goto(f"{APP}{place}")

    def sees_day(self) -> None:
        expect(self.page.locator(".visit-row").first).to_be_visible()

    def fill_pin(self, pin: str) -> None:
        """Whatever door asks for it, and for its repetition."""
        fields = self.page.locator('#content input[inputmode="numeric"]')
        fields.first.wait_for()
        for n in range(fields.count()):
            fields.nth(n).fill(pin)
        fields.last.press("Enter")

    # network -----------------------------------------------------------------------------------------------------

    def lose_network(self) -> None:
        """Really: nobody listens any more, and the browser is told that there is none."""
        self.network.off()
        self.context.set_offline(True)

    def find_network(self) -> None:
        self.network.on()
        self.context.set_offline(False)

    def asked(self) -> list[Exchange]:
        return self.network.take()

    def all_sent(self) -> None:
        """Wait until nothing is unsent, photos neither."""
        nothing = f"async () => {{ const s = (await import('{core_url()}')).sync(); return !s.unsent && !s.sending; }}"
        until(self.page, nothing)

    # what the finger does ----------------------------------------------------------------------------------------

    def open_sheet(self, entry: Nomination) -> None:
        self.page.locator(f'a.visit-row[href="#/kunjungan/{entry.pk}"]').click()
        self.page.locator(f'#dock a.btn-primary[href*="/{entry.pk}"]').click()

    def card(self, code: str) -> Locator:
        return self.page.locator(f'.indicator-card[data-code="{code}"]')

    def tap(self, code: str, value: int) -> None:
        """Tap the level of the indicator that stands there."""
        self.card(code).locator(f'button[data-level="{value}"]').click()

    def score(self, values: Mapping[str, int]) -> None:
        """One after another, as the sheet leads on."""
        for code, value in values.items():
            self.tap(code, value)
            expect(self.card(code)).to_have_count(0)

    def jump(self, entry: Nomination, code: str) -> None:
        self.go_to(f"#/lembar/{entry.pk}/{code}")
        expect(self.card(code)).to_be_visible()

    def go_to(self, hash_: str) -> None:
        self.page.evaluate("(hash) => { location.hash = hash; }", hash_)

    def note(self, code: str, text: str) -> None:
        field_ = self.card(code).locator("textarea")
        if not field_.is_visible():
            self.card(code).locator("details:has(textarea) summary").click()
        field_.fill(text)
        field_.blur()
        self.says_saved()

    def photo(self, code: str, data: bytes, origin: str = "gallery") -> None:
        chosen = self.card(code).locator('input[type="file"]').nth(0 if origin == "camera" else 1)
        before = self.card(code).locator(".photo").count()
        chosen.set_input_files({"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": data})
        expect(self.card(code).locator(".photo")).to_have_count(before + 1)
        self.says_saved()

    def says_saved(self) -> None:
        expect(self.page.locator("#dock-state")).not_to_have_class("dock-state dock-busy")

    def core(self, script: str, argument: Any = None) -> Any:
        """Ask the app's own store: `script` is a function of (core, argument)."""
        return self.page.evaluate(f"async (argument) => ({script})(await import('{core_url()}'), argument)", argument)

    def sheet(self, entry: Nomination) -> dict[str, Any]:
        found: dict[str, Any] = self.core("(core, id) => core.sheet(id)", entry.pk)
        return found


def core_url() -> str:
    """The module that the app itself has loaded, so the same instance."""
    return "/static/js/field/core/index.js"


def until(page: Page, script: str) -> None:
    """Wait until `script`, a function, returns true. Playwright's own way needs `eval`, which our policy forbids."""
    page.evaluate(
        f"""async () => {{
          const end = Date.now() + {1000 * PATIENCE};
          while (!(await ({script})())) {{
            if (Date.now() > end) throw new Error("Waited in vain");
            await new Promise((done) => setTimeout(done, 40));
          }}
        }}"""
    )
