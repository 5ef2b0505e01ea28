"""What becomes of an institution: renamed, merged, dissolved; who answers after one that left no successor."""

from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from accounts.forms.documents import DayField
from accounts.models import Institution, InstitutionChange
from accounts.succession import Told
from roadmap.models import Responsibility

Kind = InstitutionChange.Kind


class OwnInstitutionField(forms.ModelChoiceField):
    def label_from_instance(self, institution: Institution) -> str:
        return f"{institution.acronym} · {institution.name}"


class SuccessorForm(forms.Form):
    """Who comes after: an institution that is there, or a new one with its acronym and name."""

    successor = OwnInstitutionField(
        Institution.objects.none(),
        label=gettext_lazy("Successor that is there already"),
        required=False,
        empty_label="—",
    )
    acronym = forms.CharField(label=gettext_lazy("New acronym"), max_length=100, required=False)
    name = forms.CharField(label=gettext_lazy("New name"), max_length=1000, required=False)
    effective_on = DayField(label=gettext_lazy("With effect from"))
    legal_basis = forms.CharField(
        label=gettext_lazy("Legal basis"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("The law or decree that says so, as it is cited."),
    )
    kind_told: str = Kind.SUCCESSION

    def __init__(self, *args: Any, institution: Institution, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Institution.objects.filter(country=institution.country_id).exclude(pk=institution.pk)
        field = cast(OwnInstitutionField, self.fields["successor"])
        field.queryset = others.existing_on(today).order_by("acronym")

    @property
    def told(self) -> Told:
        data = self.cleaned_data
        return Told(
            kind=data.get("kind") or self.kind_told,
            effective_on=data["effective_on"],
            successor_id=data["successor"].pk if data["successor"] else None,
            acronym="" if data["successor"] else data["acronym"],
            name="" if data["successor"] else data["name"],
            legal_basis=data["legal_basis"],
        )


class ChangeForm(SuccessorForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("What changes"),
        choices=[(kind.value, kind.label) for kind in (Kind.RENAMED, Kind.MERGED, Kind.DISSOLVED)],
        widget=forms.RadioSelect,
    )
    field_order = ("kind", "effective_on", "acronym", "name", "successor", "legal_basis")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts = {
            "effective_on": gettext_lazy("A day that is still to come is possible: the change waits for it."),
            "acronym": gettext_lazy("Of the renamed or the new institution; it may stay the same."),
            "successor": gettext_lazy("If it merges into it, or if it takes over after the dissolution."),
        }
        for name, text in texts.items():
            self.fields[name].help_text = text


class ActivitiesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, row: Responsibility) -> str:
        roadmap = row.activity.roadmap.short_title_for(row.institution.country_id)
        return f"{roadmap} · {row.activity.number} {row.activity.title}"


class DesignationForm(SuccessorForm):
    """`chosen` is None where all were chosen: then its people pass too."""

    activities = ActivitiesField(
        Responsibility.objects.none(),
        label=gettext_lazy("Activities that pass to it"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one activity.")},
        help_text=gettext_lazy(
            "If all are chosen, the institution's people and their appointments pass too. Leave some out to "
            "designate another institution for them afterwards."
        ),
    )
    field_order = ("activities", "successor", "acronym", "name", "effective_on", "legal_basis")

    def __init__(self, *args: Any, left: QuerySet[Responsibility], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.left = left.select_related(
            "institution", "activity__roadmap__party_a", "activity__roadmap__party_b"
        ).order_by("activity__roadmap__code", "activity__position")
        cast(ActivitiesField, self.fields["activities"]).queryset = self.left
        self.fields["activities"].initial = [row.pk for row in self.left]
        self.fields["acronym"].help_text = gettext_lazy("Only if it is not in the list yet.")

    @property
    def chosen(self) -> list[int] | None:
        rows = self.cleaned_data["activities"]
        return None if len(rows) == len(self.left) else [row.activity_id for row in rows]
