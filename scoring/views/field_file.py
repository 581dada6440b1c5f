"""Taking in the file of a phone that could not send: the assessor their own, the committee anybody's."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bantar.web.errors import Refusal
from bantar.web.http import SignedInRequest, require
from competitions.views.common import posted
from scoring.forms.field_file import FieldFileForm
from scoring.permissions import can_take_in_file


@require_http_methods(["GET", "POST"])
def take_in(request: SignedInRequest) -> HttpResponse:
    """What is in this file that has not arrived yet?"""
    require(can_take_in_file(request.user))
    form = FieldFileForm(posted(request), request.FILES or None)
    context: dict[str, object] = {"form": form}
    return render(request, "scoring/field_file.html", context, status=422 if form.errors else 200)
