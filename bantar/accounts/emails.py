"""Notices by e-mail, to those whose address is known. Nobody depends on them: every notice also stands on a desk."""

from collections.abc import Iterable, Mapping
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from bantar.accounts.models import User


def send_notice(*, users: Iterable[User], template: str, context: Mapping[str, object]) -> int:
    """Send each user with an address the text in the template, once the transaction holds; return how many.

    The template's first line is the subject; it sees the context and `recipient`. A mail server that is down must
    not undo the act, so failures are silent here and visible in the server's own log.
    """
    with translation.override(settings.LANGUAGE_CODE):
        messages = [_message(user, template, context) for user in users if user.email and user.is_active]
    if messages:
        transaction.on_commit(partial(_send, messages))
    return len(messages)


def _message(user: User, template: str, context: Mapping[str, object]) -> EmailMessage:
    text = render_to_string(template, {**context, "recipient": user}).strip()
    subject, _, body = text.partition("\n")
    return EmailMessage(subject=subject.strip(), body=body.strip() + "\n", to=[user.email])


def _send(messages: list[EmailMessage]) -> None:
    get_connection(fail_silently=True).send_messages(messages)
