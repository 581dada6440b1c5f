"""Forms of the committee about teams, assessors, visits and conflicts; whether it may be stands in the services."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bantar.accounts.models import User
from competitions.forms.fields import reason_field
from competitions.models import Edition
from rt_registry.enums import Role
from rt_registry.forms.fields import DayField
from rt_registry.models import Kecamatan, RoleGrant
from scoring.models import AssessmentTeam, Assessor, Office, TeamMember
from scoring.selectors.teams import NO_TEAM


class TeamForm(forms.Form):
    name = forms.CharField(label=_("Name of the team"), max_length=60)


class MemberForm(forms.Form):
    """An assessor who is in no team of the edition yet."""

    assessor = forms.ModelChoiceField(label=_("Assessor"), queryset=Assessor.objects.none(), empty_label="—")
    is_lead = forms.BooleanField(label=_("Leads the team"), required=False)

    def __init__(self, *args: Any, edition: Edition, **more: Any) -> None:
        super().__init__(*args, **more)
        taken = TeamMember.objects.filter(edition=edition).values("assessor_id")
        free = Assessor.objects.exclude(pk__in=taken).select_related("office")
        field: Any = self.fields["assessor"]
        field.queryset = free
        field.label_from_instance = assessor_label


class AssessorForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=150)
    office = forms.CharField(
        label=_("Office"),
        required=False,
        max_length=120,
        help_text=_("For example Dinas Kesehatan, PKK, Polri."),
        widget=forms.TextInput(attrs={"list": "offices"}),
    )
    user = forms.ModelChoiceField(
        label=_("Account"),
        required=False,
        queryset=User.objects.none(),
        empty_label=_("Without an account"),
        help_text=_(
            "Accounts with the role of assessor that belong to nobody yet. Without one, sheets come by import."
        ),
    )

    def __init__(self, *args: Any, assessor: Assessor | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["user"]
        field.queryset = free_accounts(assessor)
        field.label_from_instance = account_label
        self.offices = list(Office.objects.values_list("name", flat=True))


class VisitFilterForm(forms.Form):
    """What the list of visits shows; nonsense shows everything."""

    q = forms.CharField(label=_("RT or kelurahan"), required=False, max_length=60)
    kecamatan = forms.ModelChoiceField(
        label="Kecamatan",
        required=False,
        queryset=Kecamatan.objects.order_by("name"),
        to_field_name="slug",
        empty_label=_("All"),
    )
    team = forms.ChoiceField(label=_("Team"), required=False)

    def __init__(self, *args: Any, teams: list[AssessmentTeam], **more: Any) -> None:
        super().__init__(*args, **more)
        named = [(str(team.pk), team.name) for team in teams]
        field: Any = self.fields["team"]
        field.choices = [("", _("All")), (NO_TEAM, _("Without a team")), *named]


class AssignForm(forms.Form):
    """Give the chosen entries to a team on a day."""

    team = forms.ModelChoiceField(label=_("To the team"), queryset=AssessmentTeam.objects.none(), empty_label="—")
    visit_on = DayField(label=_("Day of the visit"), required=False)

    def __init__(self, *args: Any, edition: Edition, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["team"]
        field.queryset = AssessmentTeam.objects.filter(edition=edition)


class ProposalForm(forms.Form):
    """Spread the entries without a team over all teams."""

    first_day = DayField(label=_("First day"))
    per_day = forms.IntegerField(label=_("Visits per team and day"), min_value=1, max_value=50, initial=5)


class ReasonForm(forms.Form):
    reason = reason_field(_("Reason"))


class ConflictForm(forms.Form):
    assessor = forms.ModelChoiceField(label=_("Assessor"), queryset=Assessor.objects.none(), empty_label="—")
    reason = reason_field(_("Reason"), _("For example: a relative of the head of the RT."))

    def __init__(self, *args: Any, assessors: "QuerySet[Assessor]", **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["assessor"]
        field.queryset = assessors
        field.label_from_instance = assessor_label


def assessor_label(assessor: Assessor) -> str:
    return f"{assessor.name} ({assessor.office.name})" if assessor.office else assessor.name


def account_label(user: User) -> str:
    return f"{user} ({user.username})" if str(user) != user.username else user.username


def free_accounts(assessor: Assessor | None) -> "QuerySet[User]":
    """Accounts of assessors that belong to nobody, and the one of this assessor."""
    grants = RoleGrant.objects.in_force_on(timezone.localdate()).filter(role=Role.ASSESSOR)
    free = User.objects.filter(is_active=True, pk__in=grants.values("user_id"), assessor=None)
    own = User.objects.filter(pk=assessor.user_id) if assessor and assessor.user_id else User.objects.none()
    return (free | own).order_by("username")
