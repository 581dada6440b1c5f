"""A photo of a sheet becomes evidence of its entry: a copy, private until the committee releases it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bantar.accounts.models import User
from bantar.web.errors import Refusal
from competitions.models import Evidence
from competitions.services.evidence import adopt_photo
from scoring.models import SheetPhoto


class PictureNotHere(Refusal):
    message = _("The picture has not arrived yet. It can be used once it is here.")


class PhotoTakenBack(Refusal):
    message = _("The assessor has taken this photo back.")


class PhotoDoesNotCount(Refusal):
    message = _("This photo does not count: %(reason)s")


@transaction.atomic
def use_as_evidence(*, photo: SheetPhoto, reason: str, by: User, now: datetime) -> Evidence:
    """Copy one received photo into the evidence of its entry; the photo itself stays with the sheet."""
    photo = (
        SheetPhoto.objects.select_for_update(of=("self",)).select_related("nomination", "indicator").get(pk=photo.pk)
    )
    if photo.removed_at is not None:
        raise PhotoTakenBack
    if photo.received_at is None:
        raise PictureNotHere
    if photo.problem:
        raise PhotoDoesNotCount(reason=photo.get_problem_display())
    with photo.file.open("rb") as file:
        data = file.read()
    day = timezone.localdate(photo.taken_at).isoformat()
    code = photo.indicator.code
    return adopt_photo(
        nomination=photo.nomination,
        data=data,
        name=f"foto-{code}-{day}.jpg",
        origin=f"{code} {photo.pk}",
        reason=reason,
        by=by,
        now=now,
    )
