"""The demo's database, where to find things in it, and how its people come in."""

from dataclasses import dataclass, field
from functools import cached_property

from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext

from bantar.accounts.models import User
from competitions.domain.calendar import wib_date
from competitions.enums import NominationStatus
from competitions.models import Edition, Nomination
from scoring.demo.seeding import seed_demo
from scoring.models import AssessmentTeam, Assignment, ScoreSheet


PASSWORD = "kata-sandi-demo-42"


@dataclass
class Demo:
    """A seeded database behind `url`."""

    url: str
    _cookies: dict[str, str] = field(default_factory=dict)

    @classmethod
    def seed(cls, url: str) -> "Demo":
        seed_demo(scale=1, seed=2020, password=PASSWORD, now=timezone.now())
        return cls(url)

    def sign_in(self, context: BrowserContext, username: str) -> None:
        """Come in by a session, without the form; an empty name stays outside."""
        if not username:
            return
        if username not in self._cookies:
            client = Client()
            client.force_login(User.objects.get(username=username))
            self._cookies[username] = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": self._cookies[username], "url": self.url}])

    def user(self, username: str) -> User:
        return User.objects.get(username=username)

    @cached_property
    def year(self) -> int:
        return wib_date(timezone.now()).year

    @cached_property
    def assessing(self) -> Edition:
        return Edition.objects.get(slug=f"{self.year}-1")

    @cached_property
    def nominating(self) -> Edition:
        return Edition.objects.get(slug=f"{self.year}-2")

    @cached_property
    def tallying(self) -> Edition:
        return Edition.objects.get(slug="latihan-rekap")

    def entry(self, status: NominationStatus, edition: Edition | None = None) -> Nomination:
        """An entry of the edition whose nomination is open, unless another is named."""
        found = Nomination.objects.filter(edition=edition or self.nominating, status=status)
        return found.select_related("kelurahan__kecamatan").order_by("pk")[0]

    @cached_property
    def visit_today(self) -> Assignment:
        """One that nobody has begun."""
        today = wib_date(timezone.now())
        visits = Assignment.objects.filter(nomination__edition=self.assessing, visit_on__gte=today, closed_at=None)
        return visits.select_related("nomination", "team").order_by("visit_on", "pk")[0]

    def member_of(self, team: AssessmentTeam, *, lead: bool = False) -> str:
        member = team.members.filter(is_lead=lead).select_related("assessor__user").order_by("pk")[0]
        return member.assessor.user.username if member.assessor.user else ""

    @cached_property
    def submitted_sheet(self) -> ScoreSheet:
        sheets = ScoreSheet.objects.filter(nomination__edition=self.assessing, status="submitted")
        return sheets.select_related("assessor__user", "nomination").order_by("pk")[0]
