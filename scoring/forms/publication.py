"""The few fields behind the acts on a result. Who may act and when, the services say."""

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from rt_registry.forms.fields import MomentField


NOBODY = "-"


class DraftForm(forms.Form):
    """Draft the result; a correction says why."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2}))
    sure = forms.BooleanField(label=_("I have read the blockers and the ranking."))

    def __init__(self, data: Mapping[str, object] | None = None, *, is_correction: bool) -> None:
        super().__init__(data, prefix="draft")
        if is_correction:
            self.fields["reason"].required = True
            self.fields["reason"].help_text = _("What was wrong in the published version. Everybody can read it.")
        else:
            del self.fields["reason"]


class ApproveForm(forms.Form):
    result = forms.IntegerField(widget=forms.HiddenInput)
    sure = forms.BooleanField(label=_("I have compared the draft with the ranking and vouch for it."))


class PublishForm(forms.Form):
    result = forms.IntegerField(widget=forms.HiddenInput)
    sure = forms.BooleanField(label=_("Publish now. A published version cannot be taken back."))


class ScheduleForm(forms.Form):
    """The minute of the publication, on the clock of the city."""

    result = forms.IntegerField(widget=forms.HiddenInput)
    publish_at = MomentField(
        label=_("Day and time (WIB)"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("Give day and time, for example 2026-11-24 10:00.")},
    )
    sure = forms.BooleanField(label=_("Publish by itself at this minute. A published version cannot be taken back."))


class UnscheduleForm(forms.Form):
    result = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea({"rows": 2}))


class DiscardForm(forms.Form):
    result = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea({"rows": 2}))


class DecisionForm(forms.Form):
    """A decision on one flag of the tally. `facts` travels along: the decision holds for them alone."""

    kind = forms.CharField(widget=forms.HiddenInput)
    facts = forms.CharField(widget=forms.HiddenInput)
    WHO = _("Who is the best in the city?")

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea({"rows": 2}))

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        tied: Sequence[tuple[str, str]] = (),
        initial: Mapping[str, str] | None = None,
        prefix: str = "",
    ) -> None:
        super().__init__(data, initial=dict(initial or {}), prefix=prefix)
        if tied:
            choices = [*tied, (NOBODY, _("Nobody this time"))]
            self.fields["chosen"] = forms.ChoiceField(label=self.WHO, choices=choices, widget=forms.RadioSelect)
            self.order_fields(["kind", "facts", "chosen", "reason"])

    def chosen_code(self) -> str | None:
        code = self.cleaned_data.get("chosen")
        return None if code in (None, NOBODY) else str(code)
