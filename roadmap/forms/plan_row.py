"""One activity of a plan as people write it: its text, its period, who answers for it, its milestones."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.documents import DayField
from accounts.models import Country, Institution
from roadmap.forms.decision import MUCH
from roadmap.forms.fields import WeightField, written
from roadmap.models import Activity

TEXTS = (
    *("indicator", "unit", "baseline", "target", "means_of_verification"),
    *("cooperation", "funding", "source"),
)
NEW_AXIS = "+"
LEAD, CO_RESPONSIBLE, SUPPORT = "lead", "co_responsible", "support"


def _text(label: Any, rows: int = 2) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=MUCH, widget=forms.Textarea(attrs={"rows": rows})
    )


class MilestoneForm(forms.Form):
    """A row without key and title is no milestone."""

    key = forms.CharField(label=gettext_lazy("Key"), max_length=100, required=False)
    title = forms.CharField(label=gettext_lazy("Milestone"), max_length=MUCH, required=False)
    due = DayField(label=gettext_lazy("Date"), required=False)
    weight = WeightField(label=gettext_lazy("Weight"), required=False)

    @property
    def is_filled(self) -> bool:
        data = self.cleaned_data
        return bool(data.get("key") or data.get("title")) and not data.get("DELETE")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("title") and not data.get("key") and not data.get("DELETE"):
            self.add_error("key", _("Give the milestone a short key, such as h1."))
        if data.get("key") and not data.get("title"):
            data["title"] = data["key"]
        return data


class _Milestones(BaseFormSet):
    def clean(self) -> None:
        seen: set[str] = set()
        for form in self.forms:
            if not hasattr(form, "cleaned_data") or not form.is_filled:
                continue
            key = form.cleaned_data["key"]
            if key in seen:
                form.add_error("key", _("Give each milestone of the activity a key of its own."))
            seen.add(key)


MilestoneFormSet = formset_factory(
    MilestoneForm, formset=_Milestones, extra=3, can_delete=True, max_num=100, absolute_max=120
)


class PlanRowForm(forms.Form):
    """`content` is the activity as plain JSON: texts, ISO days, weights as text.

    `content_of` gives it back as initial data. Its milestones are a formset of their own, `milestones`.
    `axes` are the titles that there are; `institutions` all that may answer, of both parties and international.
    """

    number = forms.CharField(label=gettext_lazy("Number"), max_length=100)
    axis = forms.ChoiceField(label=gettext_lazy("Axis"))
    new_axis = forms.CharField(label=gettext_lazy("Title of the new axis"), max_length=MUCH, required=False)
    title = forms.CharField(
        label=gettext_lazy("Activity"), max_length=MUCH, widget=forms.Textarea(attrs={"rows": 3})
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=Activity.Kind.choices, widget=forms.RadioSelect
    )
    weight = WeightField(label=gettext_lazy("Weight"), initial="1")
    start = DayField(label=gettext_lazy("Start"))
    deadline = DayField(label=gettext_lazy("Deadline"))
    indicator = _text(gettext_lazy("Indicator"))
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=300, required=False)
    baseline = _text(gettext_lazy("Baseline"))
    target = _text(gettext_lazy("Target"))
    means_of_verification = _text(gettext_lazy("Means of verification"))
    cooperation = _text(gettext_lazy("Cooperation"))
    funding = _text(gettext_lazy("Funding"))
    source = _text(gettext_lazy("Source"))

    def __init__(
        self,
        data: Any = None,
        *,
        parties: Sequence[Country],
        institutions: Iterable[Institution],
        axes: Sequence[str],
        content: Mapping[str, Any] | None = None,
        identified: bool = True,
    ) -> None:
        """`identified`: number and axis are asked for; they are not where an activity in force is changed."""
        super().__init__(data, initial=self.initial_of(content) if content else None)
        self.parties = parties
        self.institutions = {row.pk: row for row in institutions}
        self.kept = content or {}
        self.milestones = MilestoneFormSet(
            data,
            prefix="milestones",
            initial=[_milestone_initial(row) for row in self.kept.get("milestones", ())],
        )
        if identified:
            choices = [*((title, title) for title in axes), (NEW_AXIS, _("A new axis"))]
            cast(forms.ChoiceField, self.fields["axis"]).choices = choices
        else:
            for name in ("number", "axis", "new_axis"):
                del self.fields[name]
        for country in parties:
            self._add_side(country)

    # --- who answers --------------------------------------------------------------------------------------
    def _add_side(self, country: Country) -> None:
        own = [row for row in self.institutions.values() if row.country_id == country.pk]
        may = [row for row in self.institutions.values() if row.country_id in (None, country.pk)]
        held = self.kept.get("responsibles", {}).get(country.pk, ())
        named = {"country": country}
        self.fields[f"lead_{country.pk}"] = forms.TypedChoiceField(
            label=_("%(country)s: institution that leads") % named,
            required=False,
            coerce=int,
            empty_value=None,
            choices=[("", _("None: it does not take part")), *map(_choice, own)],
            initial=next((self._pk(row) for row in held if row["role"] == LEAD), None),
        )
        self.fields[f"co_{country.pk}"] = self._many(
            _("%(country)s: also responsible") % named, own, held, CO_RESPONSIBLE
        )
        self.fields[f"support_{country.pk}"] = self._many(
            _("%(country)s: in support") % named, may, held, SUPPORT
        )

    def _many(
        self, label: str, rows: list[Institution], held: Iterable[Mapping[str, Any]], role: str
    ) -> forms.Field:
        return forms.TypedMultipleChoiceField(
            label=label,
            required=False,
            coerce=int,
            widget=forms.CheckboxSelectMultiple,
            choices=list(map(_choice, rows)),
            initial=[self._pk(row) for row in held if row["role"] == role],
        )

    def _pk(self, named: Mapping[str, Any]) -> int | None:
        """Which institution a text means: by its id, or by country and acronym."""
        if named.get("institution") in self.institutions:
            return cast(int, named["institution"])
        asked = (named.get("of"), named.get("acronym"))
        return next(
            (pk for pk, row in self.institutions.items() if (row.country_id, row.acronym) == asked), None
        )

    @property
    def sides(self) -> list[tuple[Country, list[forms.BoundField]]]:
        """The fields of each party, for the page."""
        return [
            (one, [self[f"{part}_{one.pk}"] for part in ("lead", "co", "support")]) for one in self.parties
        ]

    # --- checking -----------------------------------------------------------------------------------------
    def is_valid(self) -> bool:
        return all([super().is_valid(), self.milestones.is_valid()])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, deadline = data.get("start"), data.get("deadline")
        if start and deadline and deadline < start:
            self.add_error("deadline", _("The deadline cannot be before the start."))
        if data.get("axis") == NEW_AXIS and not data.get("new_axis", "").strip():
            self.add_error("new_axis", _("Write the title of the new axis."))
        self._check_sides(data)
        return data

    def _check_sides(self, data: Mapping[str, Any]) -> None:
        answering = [one for one in self.parties if data.get(f"lead_{one.pk}")]
        for one in self.parties:
            others = {*data.get(f"co_{one.pk}", ()), *data.get(f"support_{one.pk}", ())}
            if data.get(f"co_{one.pk}") and one not in answering:
                self.add_error(f"lead_{one.pk}", _("Say which of the institutions leads."))
            if data.get(f"lead_{one.pk}") in others or set(data.get(f"co_{one.pk}", ())) & set(
                data.get(f"support_{one.pk}", ())
            ):
                self.add_error(f"co_{one.pk}", _("An institution has one role only."))
        kind = data.get("kind")
        if kind == Activity.Kind.NATIONAL and len(answering) != 1:
            raise ValidationError(_("A national activity has responsible institutions on exactly one side."))
        if kind in (Activity.Kind.JOINT, Activity.Kind.PARALLEL) and len(answering) < len(self.parties):
            raise ValidationError(
                _("A joint or parallel activity has responsible institutions on both sides.")
            )

    # --- as plain JSON ------------------------------------------------------------------------------------
    @property
    def content(self) -> dict[str, Any]:
        data = self.cleaned_data
        found: dict[str, Any] = {
            "title": " ".join(data["title"].split()),
            "kind": data["kind"],
            "weight": plain(data["weight"]),
            "start": data["start"].isoformat(),
            "deadline": data["deadline"].isoformat(),
            **{name: data[name].strip().replace("\r\n", "\n") for name in TEXTS},
            "responsibles": self._responsibles(),
            "milestones": self._milestones(),
        }
        if "number" in self.fields:
            axis = data["new_axis"].strip() if data["axis"] == NEW_AXIS else data["axis"]
            found = {"number": data["number"].strip(), "axis": axis, **found}
        return found

    def _responsibles(self) -> dict[str, list[dict[str, Any]]]:
        """By country, the lead first; who was there already keeps the place."""
        found = {}
        for country in self.parties:
            data, code = self.cleaned_data, country.pk
            lead = data[f"lead_{code}"]
            chosen = [
                *([(lead, LEAD)] if lead else []),
                *((pk, CO_RESPONSIBLE) for pk in self._kept_order(code, data[f"co_{code}"])),
                *((pk, SUPPORT) for pk in self._kept_order(code, data[f"support_{code}"])),
            ]
            if chosen:
                found[code] = [self._named(pk, role) for pk, role in chosen]
        return found

    def _kept_order(self, code: str, chosen: Iterable[int]) -> list[int]:
        before = [self._pk(row) for row in self.kept.get("responsibles", {}).get(code, ())]
        return sorted(chosen, key=lambda pk: before.index(pk) if pk in before else len(before))

    def _named(self, pk: int, role: str) -> dict[str, Any]:
        row = self.institutions[pk]
        return {"institution": pk, "acronym": row.acronym, "of": row.country_id, "role": role}

    def _milestones(self) -> list[dict[str, Any]]:
        rows = [
            form.cleaned_data
            for form in self.milestones.forms
            if hasattr(form, "cleaned_data") and form.is_filled
        ]
        return [
            {
                "key": row["key"],
                "title": row["title"],
                "due": row["due"].isoformat() if row["due"] else "",
                "weight": plain(row["weight"] or Decimal(1)),
            }
            for row in rows
        ]

    @staticmethod
    def initial_of(content: Mapping[str, Any]) -> dict[str, Any]:
        """What this form shows of a content."""
        names = ("number", "axis", "title", "kind", *TEXTS)
        return {
            **{name: content[name] for name in names if content.get(name)},
            "weight": written(Decimal(content.get("weight") or "1")),
            **{name: day(content.get(name)) for name in ("start", "deadline")},
        }


def _milestone_initial(row: Mapping[str, Any]) -> dict[str, Any]:
    weight = written(Decimal(row.get("weight") or "1"))
    return {"key": row["key"], "title": row["title"], "due": day(row.get("due")), "weight": weight}


def _choice(row: Institution) -> tuple[int, str]:
    return row.pk, f"{row.acronym} · {row.name}" if row.name != row.acronym else row.acronym


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def plain(value: Decimal) -> str:
    """Without trailing zeros or exponent: the same number is the same text."""
    return f"{value.normalize():f}"
