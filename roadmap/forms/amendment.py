"""What a secretariat proposes to change in a roadmap in force; pre-filled with what is in force.

Each form gives its `content`: plain JSON, by the names that `workflow.propose_amendment` takes.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.documents import DayField
from roadmap.forms.decision import MUCH
from roadmap.forms.fields import DaysField
from roadmap.forms.plan_row import day
from roadmap.forms.rules import RulesForm
from roadmap.models import Amendment

Kind = Amendment.Kind
OF_ACTIVITY = (Kind.REPROGRAM, Kind.CHANGE, Kind.WITHDRAW)


class ChooseForm(forms.Form):
    """What to change, and of which activity."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What you propose"),
        widget=forms.RadioSelect,
        choices=[
            (Kind.REPROGRAM, gettext_lazy("Reprogram: another start or deadline")),
            (Kind.CHANGE, gettext_lazy("Change: text, kind, weight, who answers, milestones")),
            (Kind.WITHDRAW, gettext_lazy("Withdraw it from the roadmap")),
        ],
    )
    activity = forms.ChoiceField(label=gettext_lazy("Activity"))

    def __init__(self, data: Any, *, activities: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        cast(forms.ChoiceField, self.fields["activity"]).choices = list(activities)


class ReprogramForm(forms.Form):
    start = DayField(label=gettext_lazy("Start"))
    deadline = DayField(label=gettext_lazy("Deadline"))

    def __init__(self, data: Any, *, content: Mapping[str, Any]) -> None:
        super().__init__(data, initial={name: day(content[name]) for name in ("start", "deadline")})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("start") and data.get("deadline") and data["deadline"] < data["start"]:
            self.add_error("deadline", _("The deadline cannot be before the start."))
        return data

    @property
    def content(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name].isoformat() for name in ("start", "deadline")}


class WithdrawForm(forms.Form):
    """Nothing is asked but the reason, as in every proposal."""

    @property
    def content(self) -> dict[str, Any]:
        return {}


class ExtendForm(forms.Form):
    end = DayField(label=gettext_lazy("New end"))
    cutoffs = DaysField(
        label=gettext_lazy("Cutoff dates"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=MUCH,
        help_text=gettext_lazy("One a line, as 31/12/2025. Those that have come stay as they are."),
    )

    def __init__(self, data: Any, *, content: Mapping[str, Any]) -> None:
        super().__init__(data, initial={"cutoffs": list(map(day, content["cutoffs"]))})
        words = _("The end in force is %(day)s. Deadlines of activities are reprogrammed one by one.")
        in_force = formats.date_format(date.fromisoformat(content["end"]), "SHORT_DATE_FORMAT")
        self.fields["end"].help_text = words % {"day": in_force}

    @property
    def content(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"end": data["end"].isoformat(), "cutoffs": [day.isoformat() for day in data["cutoffs"]]}


class RoadmapRulesForm(RulesForm):
    """The roadmap's own rules and, beside them, its conditions of fulfilment and its cutoff dates."""

    conformity_required = forms.BooleanField(
        label=gettext_lazy("Fulfilled only with the counterpart's conformity"), required=False
    )
    evidence_required = forms.BooleanField(
        label=gettext_lazy("Fulfilled only with accepted evidence"), required=False
    )
    cutoffs = DaysField(
        label=gettext_lazy("Cutoff dates"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=MUCH,
        help_text=gettext_lazy("One a line, as 31/12/2025. Those that have come stay as they are."),
    )

    def __init__(self, data: Any, *, content: Mapping[str, Any]) -> None:
        named = {name: content[name] for name in ("conformity_required", "evidence_required")}
        named["cutoffs"] = list(map(day, content["cutoffs"]))
        super().__init__(data, initial={**named, **self.data_of(content)})
        del self.fields["seen"]

    @property
    def content(self) -> dict[str, Any]:
        given = self.cleaned_data
        named = {name: given[name] for name in ("conformity_required", "evidence_required")}
        return {**self.rules, **named, "cutoffs": [day.isoformat() for day in given["cutoffs"]]}


class ProposalForm(forms.Form):
    """Beside what changes: why, and from when."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=MUCH,
        help_text=gettext_lazy("The other party reads it, and it stays with the roadmap."),
    )
    wanted_on = DayField(
        label=gettext_lazy("In effect from"),
        required=False,
        help_text=gettext_lazy(
            "Empty: from the day of acceptance. A day before it is not possible: figures of earlier days do not move."
        ),
    )
    knowingly = forms.BooleanField(
        label=gettext_lazy("I know that validated reports attest milestones that go"), required=False
    )
