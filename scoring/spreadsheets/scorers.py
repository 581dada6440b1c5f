"""Who a sheet's `penilai` is: by username, else by name, exactly (case and spaces aside) and never fuzzily."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bantar.accounts.models import User
from competitions.domain.calendar import wib_date
from competitions.models import Edition, Nomination
from rt_registry.enums import Role
from rt_registry.models import RoleGrant
from rt_registry.spreadsheets.report import Problem, Severity
from rt_registry.spreadsheets.tables import DataRow
from scoring.models import Assessor
from scoring.services.assessors import name_key
from scoring.services.imported_sheets import Scorer


UNKNOWN = _("Nobody of this name or username is known; an assessor without an account is added.")
WITHOUT_ROLE = _("The account “%(username)s” does not have the role of assessor; the sheet is taken as theirs.")
SEVERAL = _("Several accounts have this name: %(usernames)s. Write the username.")
OWN_KECAMATAN = _("%(name)s is pendamping in %(kecamatan)s and does not assess entries there.")


@dataclass
class ScorerBook:
    """All accounts and assessors, loaded once."""

    by_username: dict[str, User] = field(default_factory=dict)
    by_name: dict[str, Assessor] = field(default_factory=dict)
    by_user: dict[int, Assessor] = field(default_factory=dict)
    by_display_name: dict[str, list[User]] = field(default_factory=lambda: defaultdict(list))
    with_role: set[int] = field(default_factory=set)
    own_kecamatan: set[tuple[int, int]] = field(default_factory=set)
    said: set[tuple[str, object]] = field(default_factory=set)

    @classmethod
    def load(cls, edition: Edition, now: datetime) -> "ScorerBook":
        """Three queries."""
        book = cls()
        for assessor in Assessor.objects.select_related("user"):
            book.by_name[assessor.name_key] = assessor
            if assessor.user_id is not None:
                book.by_user[assessor.user_id] = assessor
        book._take_roles(edition, now)
        for user in User.objects.all():
            book.by_username[user.username.casefold()] = user
            if user.pk in book.with_role and user.pk not in book.by_user:
                book.by_display_name[name_key(str(user))].append(user)
        return book

    def _take_roles(self, edition: Edition, now: datetime) -> None:
        """Roles of the edition's year and of today: a sheet of last year is no way around today's rule."""
        first, last, today = date(edition.year, 1, 1), date(edition.year, 12, 31), wib_date(now)
        then = Q(active_from__lte=last) & (Q(active_until=None) | Q(active_until__gt=first))
        at_present = Q(active_from__lte=today) & (Q(active_until=None) | Q(active_until__gt=today))
        grants = RoleGrant.objects.filter(then | at_present, role__in=[Role.ASSESSOR, Role.PENDAMPING])
        for role, user_id, kecamatan_id in grants.values_list("role", "user_id", "kecamatan_id"):
            if role == Role.ASSESSOR:
                self.with_role.add(user_id)
            elif kecamatan_id is not None:
                self.own_kecamatan.add((user_id, kecamatan_id))

    def find(self, row: DataRow, typed: str) -> tuple[Scorer | None, list[Problem]]:
        """The person meant, a new one where nobody is; each new one is said once."""
        key = name_key(typed)
        user = self.by_username.get(key)
        if user is None and key in self.by_name:
            return Scorer(typed, self.by_name[key]), []
        user = user or self.by_username.get(key.replace(" ", ""))
        if user is None:
            namesakes = self.by_display_name.get(key, [])
            if len(namesakes) > 1:
                message = str(SEVERAL) % {"usernames": ", ".join(one.username for one in namesakes)}
                return None, [row.problem("penilai", code="several_accounts", message=message)]
            user = namesakes[0] if namesakes else None
        if user is None:
            scorer = Scorer(" ".join(typed.split()))
            return scorer, list(self._once(scorer, row, "unknown_assessor", str(UNKNOWN)))
        scorer = Scorer(str(user), self.by_user.get(user.pk), user)
        if scorer.assessor is not None or user.pk in self.with_role:
            return scorer, []
        message = str(WITHOUT_ROLE) % {"username": user.username}
        return scorer, list(self._once(scorer, row, "account_without_role", message))

    def _once(self, scorer: Scorer, row: DataRow, code: str, message: str) -> Iterable[Problem]:
        if scorer.key not in self.said:
            self.said.add(scorer.key)
            yield row.problem("penilai", code=code, message=message, severity=Severity.WARNING)

    def in_own_kecamatan(self, row: DataRow, scorer: Scorer, entry: Nomination) -> Problem | None:
        kecamatan = entry.kelurahan.kecamatan
        if scorer.user_id is None or (scorer.user_id, kecamatan.pk) not in self.own_kecamatan:
            return None
        message = str(OWN_KECAMATAN) % {"name": scorer.name, "kecamatan": kecamatan.name}
        return row.problem("penilai", code="own_kecamatan", message=message)
