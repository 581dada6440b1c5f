from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bantar.trace.services import record
from bantar.web.admin_base import (
    KeptAdmin,
    PlainForm,
    ReadOnlyAdmin,
    ReadOnlyInline,
    ServiceAdmin,
    ServiceForm,
    take_over,
)
from bantar.web.http import signed_in_user
from scoring.models import AssessmentTeam, Assessor, Assignment, Office, TeamMember
from scoring.services.assessors import add_assessor, change_assessor
from scoring.services.teams import create_team, rename_team


@admin.register(Office)
class OfficeAdmin(KeptAdmin):
    list_display = ("name",)
    search_fields = ("name",)

    def save_model(self, request: HttpRequest, obj: Office, form: PlainForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        details = {"name": [form.initial.get("name", ""), obj.name]}
        act = "office.changed" if change else "office.added"
        record(act=act, subject=obj, by=signed_in_user(request), now=timezone.now(), details=details)


class AssessorForm(ServiceForm):
    office_name = forms.CharField(label=_("Office"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        office = self.instance.office if self.instance.pk else None
        self.fields["office_name"].initial = office.name if office else ""


@admin.register(Assessor)
class AssessorAdmin(ServiceAdmin):
    form = AssessorForm
    fields = ("name", "office_name", "user")
    raw_id_fields = ("user",)
    list_display = ("name", "office", "user")
    list_filter = ("office", ("user", admin.EmptyFieldListFilter))
    list_select_related = ("office", "user")
    search_fields = ("name", "user__username")

    def save_model(self, request: HttpRequest, obj: Assessor, form: PlainForm, change: bool) -> None:
        by, now, said = signed_in_user(request), timezone.now(), form.cleaned_data
        wanted = {"name": said["name"], "office": said["office_name"], "user": said["user"]}
        if change:
            take_over(obj, change_assessor(assessor=Assessor.objects.get(pk=obj.pk), **wanted, by=by, now=now))
        else:
            take_over(obj, add_assessor(**wanted, by=by, now=now))


class MemberInline(ReadOnlyInline):
    model = TeamMember
    fields = ("assessor", "is_lead")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("assessor", "team")


@admin.register(AssessmentTeam)
class AssessmentTeamAdmin(ServiceAdmin):
    """Names here; members and visits on the edition's own pages."""

    form = ServiceForm
    fields = ("edition", "name")
    list_display = ("name", "edition")
    list_filter = ("edition",)
    list_select_related = ("edition",)
    inlines = (MemberInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("edition",) if obj else ()

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> tuple[type[ReadOnlyInline], ...]:
        return (MemberInline,) if obj else ()

    def save_model(self, request: HttpRequest, obj: AssessmentTeam, form: PlainForm, change: bool) -> None:
        by, now, said = signed_in_user(request), timezone.now(), form.cleaned_data
        if change:
            team = AssessmentTeam.objects.get(pk=obj.pk)
            take_over(obj, rename_team(team=team, name=said["name"], by=by, now=now))
        else:
            take_over(obj, create_team(edition=said["edition"], name=said["name"], by=by, now=now))


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyAdmin):
    list_display = ("nomination", "team", "visit_on", "order", "closed_at")
    list_filter = ("team__edition", "visit_on")
    list_select_related = ("nomination", "team")
