"""What the app says about the phone itself: opening it, the PIN, handing work over."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


PHONE_WORDS: Final[Mapping[str, str | Promise]] = {
    "try_again": _("Try again"),
    "one_moment": _("One moment ..."),
    "unknown": _("unknown"),
    "sign_out": _("Sign out"),
    "needs_signal": _("{what}: only where there is a signal."),
    # doors
    "unsupported_title": _("This browser cannot do it"),
    "unsupported_text": _(
        "Scoring without a network needs a newer browser. The ordinary form works here, as long as there is a network. "
        "A private window keeps nothing either."
    ),
    "offline_title": _("The first time needs a network"),
    "offline_text": _("This phone does not know you yet. Once it has your visits, you can score without a network."),
    "offline_hint": _("Go where there is a signal, or use a Wi-Fi, and open this page once."),
    "signed_out_title": _("Please sign in"),
    "signed_out_text": _("Sign in once while there is a network. After that your visits are on this phone."),
    "signed_out_kept": _("You are signed out. What was entered on this phone is kept; sign in, and it is sent."),
    "owner_unsent": _("On this phone, not sent yet: {n}"),
    "owner_all_sent": _("Everything has been received"),
    "not_assessor_title": _("This account does not score"),
    "not_assessor_text": _("Only assessors fill in sheets. Please sign in with the account of an assessor."),
    "other_account": _("Use another account"),
    "broken_title": _("This could not be opened"),
    "broken_text": _("What was entered on this phone is not touched. Close other windows of BANTAR and try again."),
    "other_tab_title": _("BANTAR is open in another window"),
    "other_tab_text": _("So that nothing is entered twice, one window at a time does the work. It can be this one."),
    "take_over": _("Go on here"),
    # PIN
    "set_up_title": _("Choose a PIN for this phone"),
    "set_up_text": _("{name}, with this PIN you open your visits where there is no network."),
    "pin_choose": _("New PIN, six digits"),
    "pin_again": _("The same PIN once more"),
    "pin_hint": _("Not your date of birth, not 123456."),
    "pin_set": _("Set the PIN and fetch my visits"),
    "set_up_needs_network": _("Setting up needs a network. Nothing has been set yet; please try again."),
    "pin_differs": _("The two are not the same. Please type the second one again."),
    "pin_weak": _("The next person would try this one first. Please choose another."),
    "pin_protects_title": _("What the PIN is for"),
    "pin_protects": _("It keeps your scores and photos from the next person who uses this phone."),
    "pin_protects_not": _("It does not keep them from a laboratory that takes the phone apart."),
    "pin_forgotten": _("If you forget it, nothing is lost: sign in with a network, and choose a new one."),
    "unlock_title": _("Your PIN, please"),
    "who_title": _("Who are you?"),
    "pin_of": _("PIN of {name}"),
    "unlock": _("Open my visits"),
    "unlocking": _("Opening ..."),
    "pin_wrong": _("This is not the PIN. Tries left before a pause: {n}."),
    "pin_wrong_bare": _("This is not the PIN."),
    "pin_wait": _("Too many wrong tries. Please wait {n} seconds."),
    "forgot_text": _("PIN forgotten, or a new person on this phone? Sign in while there is a network; the work stays."),
    "forgot_act": _("Sign in instead"),
    # this phone
    "phone_of": _("Here lies the work of {name}."),
    "next_try": _("Next try by itself: {at}."),
    "hand_over": _("Hand over as a file"),
    "export_text": _(
        "If this phone gets no network for long: save a file with everything that was not received, and give it to the "
        "committee, or take it in yourself on another device. It is sealed; only the server can open it. Nothing is "
        "counted twice."
    ),
    "take_in_at": _("On another device with a signal, the file is taken in here:"),
    "export_act": _("Save the file"),
    "export_of": _("File of {name}"),
    "export_done": _("Saved as {name}. The work stays on this phone as well."),
    "others_here": _("Work of others on this phone"),
    "others_text": _("Only they can open it. They sign in here, or you give the file to the committee."),
    "export_failed": _("The file could not be made."),
    "space": _("Space on this phone"),
    "space_free": _("Free"),
    "space_kept": _("Keeping"),
    "space_persisted": _("The phone promised not to clear this by itself."),
    "space_not_persisted": _("The phone may clear this when space runs out. BANTAR on the home screen helps."),
    "pin_title": _("PIN and signing out"),
    "pin_change": _("Change the PIN"),
    "pin_needs_network": _("Changing the PIN needs a network. The old one still holds."),
    "pin_changed": _("The new PIN holds from now on."),
    "lock_now": _("Lock now"),
    # leaving
    "leave_title": _("Sign out of this phone?"),
    "leave_clean": _("Everything has been received. Signing out loses nothing."),
    "leave_unsent": _("Not received by the server yet: {n}."),
    "leave_kept": _(
        "If you sign out now, it stays on this phone, locked, and is sent when you sign in here again. If somebody "
        "else takes the phone, send it first or save it as a file."
    ),
    "leave_kept_offline": _(
        "It stays on this phone and is sent when there is a signal. If somebody else takes the phone before that, save "
        "it as a file first."
    ),
    "leave_offline": _("Signing out needs a network. Locked, the work is safe from the next person just as well."),
    "sign_out_anyway": _("Sign out, the work stays here"),
}  # fmt: skip
