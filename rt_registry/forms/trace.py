"""The filters of the trace; they stand in the address."""

from typing import Any

from django import forms
from django.apps import apps
from django.utils.translation import gettext_lazy as _

from bantar.web.trace_words import act_words
from rt_registry.forms.fields import DayField, MomentField
from rt_registry.selectors.trace import TraceChoices, TraceFilter


class TraceFilterForm(forms.Form):
    who = forms.CharField(label=_("Who"), required=False, max_length=80)
    act = forms.ChoiceField(label=_("What"), required=False)
    kind = forms.ChoiceField(label=_("Object"), required=False)
    edition = forms.ChoiceField(label=_("Edition"), required=False)
    q = forms.CharField(label=_("Words in object or reason"), required=False, max_length=80)
    day_from = DayField(label=_("From"), required=False)
    day_to = DayField(label=_("Until"), required=False)
    since = MomentField(label=_("Since"), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: TraceChoices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("act", _("All acts"), [(code, act_words(code)) for code in choices.acts])
        self._offer("kind", _("All objects"), [(kind, kind_words(kind)) for kind in choices.kinds])
        self._offer("edition", _("All editions"), [(slug, slug) for slug in choices.editions])

    def _offer(self, name: str, everything: Any, choices: list[tuple[str, str]]) -> None:
        in_order = sorted(choices, key=lambda choice: choice[1].casefold())
        self.fields[name].choices = [("", everything), *in_order]  # type: ignore[attr-defined]

    def wanted(self) -> TraceFilter:
        """What was asked for and understood; a filter that makes no sense is left out and said so beside it."""
        self.full_clean()
        data = self.cleaned_data
        return TraceFilter(
            who=data.get("who", ""),
            act=data.get("act", ""),
            kind=data.get("kind", ""),
            edition=data.get("edition", ""),
            words=data.get("q", ""),
            day_from=data.get("day_from"),
            day_to=data.get("day_to"),
            since=data.get("since"),
        )


def kind_words(label: str) -> str:
    """ "rt_registry.rt" -> "RT", in the language of the page."""
    try:
        return str(apps.get_model(label)._meta.verbose_name).capitalize()
    except (LookupError, ValueError):
        return label
