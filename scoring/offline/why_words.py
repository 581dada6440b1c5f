"""Why the store on the phone refused or warns, by its key: what happened, what is kept, what to do."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


WHY_WORDS: Final[Mapping[str, str | Promise]] = {
    "why_unknown": _("Something unexpected happened. What was shown as saved is safe; please load the page again."),
    # the store
    "why_storage_full": _(
        "The phone is full. Everything shown as saved is safe. Delete a few videos or apps, then tap once more."
    ),
    "why_storage_low": _("Little space is left on this phone. Scores still fit; for more photos, delete a few videos."),
    "why_storage_failed": _(
        "The phone could not write it down. Everything shown as saved is safe. Load the page again, then tap once more."
    ),
    "why_reload_needed": _("Another window changed the store. Please load this page again; what was saved is safe."),
    "why_locked": _("This phone is locked. Open it with your PIN; what was saved is safe."),
    "why_other_tab": _("Another window does the work now. Go on there, or take over here."),
    "why_pin_format": _("A PIN has six digits."),
    "why_unknown_owner": _("This person's work is no longer on this phone."),
    "why_wrong_phase": _("This was done in another window already. Load the page again; what was saved is safe."),
    "why_failed": _("Sending failed for an unknown reason; it is tried again. Your work is kept here."),
    # the sheet
    "why_submitted": _("The sheet has been submitted already and is locked."),
    "why_submitting": _("The sheet is submitted and on its way. Take it back first, to correct something."),
    "why_closed": _("This sheet cannot be changed now."),
    "why_incomplete": _("Some indicators have no score yet."),
    "why_contested": _("Two phones gave different values. Please choose first."),
    # the server and the way to it
    "why_offline": _("No network; it is sent by itself later."),
    "why_busy": _("The server is busy; it is tried again by itself."),
    "why_bad_answer": _("Something else answered in the server's place. Is a Wi-Fi asking for a sign-in?"),
    "why_signed_out": _("You are signed out. Your work is kept here and is sent after you sign in."),
    "why_other_user": _("Somebody else is signed in. Sign in as yourself, and your work is sent."),
    "why_not_an_assessor": _("This account no longer scores. The work is kept here; please tell the committee."),
    "why_unknown_device": _(
        "The server does not know this phone any more. Lock the app and open it with your PIN; then all is sent."
    ),
    "why_device_taken": _("This phone's number belongs to another account. Please tell the committee."),
    "why_token": _("The server did not trust the request. Load the page again; your work is kept."),
    "why_rejected": _("The server could not read what was sent. The work is kept here; please tell the committee."),
    "why_no_worker": _("This browser cannot open the app without a network. Keep this page open, or use Chrome."),
    "why_waiting": _("A sheet is not submitted yet: the server holds something else. Look at it and submit it again."),
    "why_maybe_submitted": _("It may have arrived already; the network will tell. Then it cannot be taken back."),
    "why_wrong_protocol": _("This app is too old for the server. Load the page again; your work is kept."),
    # photos
    "why_too_many_photos": _("At most three photos for each indicator. Remove one to take another."),
    "why_not_a_photo": _("This file is not a photo that can be read. Please choose a JPEG, PNG or WebP."),
    "why_unknown_photo": _("The server does not know this photo yet. It is asked for once more."),
    "why_photo_large": _("The photo stayed larger than usual; sending it takes longer."),
    "why_photo_small": _("The photo is small; perhaps not everything can be seen on it."),
    "why_no_position": _("The photo has no position; it counts all the same."),
    "why_coarse_position": _("The position of the photo is only rough; it counts all the same."),
    "why_far_away": _("The photo was taken outside this kelurahan, says the phone. Is it the right visit?"),
}  # fmt: skip
