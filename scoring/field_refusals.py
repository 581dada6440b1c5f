"""What a phone is told about something that is not taken, each with the code that the app acts on."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from bantar.web.errors import Refusal


class FieldRefusal(Refusal):
    """Refused for good: nothing of it is stored."""

    code: ClassVar[str] = "refused"


class UnknownVisit(FieldRefusal):
    code = "unknown_visit"
    message = _("This visit is not, and never was, one of yours.")


class Altered(FieldRefusal):
    code = "altered"
    message = _("Another message has this number already. What came first stays; this one is not taken.")


class Unreadable(FieldRefusal):
    code = "unreadable"
    message = _("This message cannot be opened: it was altered on its way, or sealed for something else.")


class BadValue(FieldRefusal):
    code = "bad_value"
    message = _("This value is not possible here.")


class UnknownDevice(FieldRefusal):
    code = "unknown_device"
    message = _("This phone is not set up yet. Open the app online once.")


class OtherUser(FieldRefusal):
    code = "other_user"
    message = _("This belongs to somebody else. Sign in as the one who entered it.")


class DeviceTaken(FieldRefusal):
    code = "device_taken"
    message = _("This store belongs to another account or has another key. It stays as it is.")


class NotAnAssessor(FieldRefusal):
    code = "not_an_assessor"
    message = _("Your account is not that of an assessor.")


class UnknownPhoto(FieldRefusal):
    code = "unknown_photo"
    message = _("This photo was not announced, or not by you.")


class PartTooLarge(FieldRefusal):
    code = "too_large"
    message = _("A part of a photo has at most %(most)s bytes.")


class PartWrongLength(FieldRefusal):
    code = "wrong_length"
    message = _("This part of the photo must have %(expected)s bytes, not %(given)s.")


class NoSuchPart(FieldRefusal):
    code = "no_such_part"
    message = _("This photo has %(parts)s parts; there is no part %(number)s.")


class WrongProtocol(FieldRefusal):
    code = "wrong_protocol"
    message = _("This app does not fit the server any more. Nothing is lost: update the app, then send again.")
