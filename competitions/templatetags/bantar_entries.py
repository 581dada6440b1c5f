"""Tags that print what entries are: {% load bantar_entries %}."""

from typing import Final

from django import template
from django.utils.safestring import SafeString

from bantar.web import markup
from competitions.enums import DocumentKind, NominationStatus, Phase, Track, WithdrawalReason


register = template.Library()

TONES: Final = {
    NominationStatus.WILLING: "idle",
    NominationStatus.DRAFT: "idle",
    NominationStatus.SUBMITTED: "wait",
    NominationStatus.RETURNED: "warn",
    NominationStatus.VERIFIED: "ok",
    NominationStatus.CARRIED_OUT: "ok",
    NominationStatus.REJECTED: "bad",
    NominationStatus.WITHDRAWN: "lock",
    NominationStatus.NOT_ASSESSED: "lock",
    NominationStatus.DISQUALIFIED: "bad",
}


@register.simple_tag
def status_badge(status: str) -> SafeString:
    """{% status_badge nomination.status %}: the state as word, shape and colour."""
    known = NominationStatus(status)
    return markup.badge(TONES[known], known.label)


@register.filter
def status_words(status: str) -> str:
    return str(NominationStatus(status).label)


@register.filter
def track_words(track: str) -> str:
    return str(Track(track).label) if track in Track.values else track


@register.filter
def phase_words(phase: str) -> str:
    return str(Phase(phase).label)


@register.filter
def document_words(kind: str) -> str:
    return str(DocumentKind(kind).label) if kind in DocumentKind.values else kind


@register.filter
def withdrawal_words(reason: str) -> str:
    return str(WithdrawalReason(reason).label) if reason in WithdrawalReason.values else ""


@register.filter
def lookup(mapping: dict[object, object], key: object) -> object:
    """{{ table|lookup:row.pk }}"""
    return mapping.get(key)
