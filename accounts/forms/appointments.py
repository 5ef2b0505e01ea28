"""The forms of appointments: to what, from when until when; the papers beside them are `DocumentForm`s."""

from collections.abc import Iterator
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import charge
from accounts.forms.documents import DayField, DocumentForm, by_field
from accounts.models import Appointment, Document, Institution, User
from accounts.office import Newcomer
from accounts.terms import NEED_ACT, Capacity, Papers, Terms

ACTS = (
    Document.Kind.OFICIO,
    Document.Kind.MEMORANDUM,
    Document.Kind.RESOLUTION,
    Document.Kind.LAW,
    Document.Kind.OTHER,
)
NOTES = (Document.Kind.NOTE_VERBALE,)
ENDS_ON = _("Empty: until it is renewed, handed over or revoked.")
INTERIM_ENDS_ON = _("At most 90 days from today.")


class OwnInstitutionField(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Institution.objects.none(), label=_("Institution"), empty_label="—", **kwargs)

    def label_from_instance(self, institution: Institution) -> str:
        return f"{institution.acronym} · {institution.name}"


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, person: User) -> str:
        where = f" · {person.institution}" if person.institution else ""
        return f"{person.full_name} · {person.get_role_display()}{where}"


class TermsForm(forms.Form):
    """What somebody is appointed to. A foreign ministry accredits for the time being alone, from today."""

    role = forms.ChoiceField(label=_("Role"))
    institution = OwnInstitutionField(
        required=False, help_text=_("Focal points and authorities act for one; others may belong to one.")
    )
    capacity = forms.ChoiceField(
        label=_("Capacity"),
        choices=Capacity.choices,
        initial=Capacity.TITULAR,
        help_text=_("Alternates are of focal points. An interim person begins today, for 90 days at most."),
    )
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("Until"), required=False, help_text=ENDS_ON)

    def __init__(self, *args: Any, by: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        roles = [(role.value, role.label) for role in charge.roles_for(by)]
        cast(forms.ChoiceField, self.fields["role"]).choices = [("", "—"), *roles]
        cast(forms.ModelChoiceField, self.fields["institution"]).queryset = institutions_of(by, today)
        self.fields["starts_on"].initial = today
        if not charge.appoints(by):
            del self.fields["capacity"], self.fields["starts_on"]
            self.fields["ends_on"].required = True
            self.fields["ends_on"].help_text = INTERIM_ENDS_ON

    @property
    def terms(self) -> Terms:
        data = self.cleaned_data
        capacity = data.get("capacity", Capacity.INTERIM)
        return Terms(
            role=data["role"],
            starts_on=data.get("starts_on", self.today),
            ends_on=data["ends_on"],
            institution=data["institution"],
            capacity=capacity,
        )


class NewcomerForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["full_name", "email", "language"]
        labels = {"full_name": _("Name"), "email": _("E-mail"), "language": _("Language")}

    @property
    def newcomer(self) -> Newcomer:
        return Newcomer(**{name: self.cleaned_data[name] for name in ("full_name", "email", "language")})


class EndForm(forms.Form):
    ends_on = DayField(label=_("Until"), required=False, help_text=ENDS_ON)


class RevocationForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("The person reads it in the e-mail, and it stays in the history."),
    )


class HandOverForm(forms.Form):
    """To somebody of the own side who has an account, or to a new person."""

    to = PersonField(
        User.objects.none(), label=_("Successor"), required=False, empty_label=_("A new person: write below")
    )
    full_name = forms.CharField(label=_("Name of the new person"), max_length=150, required=False)
    email = forms.EmailField(label=_("E-mail of the new person"), required=False)
    capacity = forms.ChoiceField(label=_("Capacity"), choices=Capacity.choices)
    ends_on = DayField(label=_("Until"), required=False, help_text=ENDS_ON)

    def __init__(self, *args: Any, appointment: Appointment, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = charge.seen_by(by).filter(is_active=True).exclude(pk__in=[by.pk, appointment.person_id])
        people = others.select_related("institution").order_by("full_name", "pk")
        cast(forms.ModelChoiceField, self.fields["to"]).queryset = people
        self.fields["capacity"].initial = appointment.capacity

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("full_name", "email"):
            if not data.get("to") and not data.get(name) and name not in self.errors:
                self.add_error(name, _("Choose the successor above, or write who the new person is."))
        return data

    @property
    def successor(self) -> int | Newcomer:
        data = self.cleaned_data
        return data["to"].pk if data["to"] else Newcomer(data["full_name"], data["email"])


class Sheet:
    """The forms that stand together in one `<form>`: the main one, then the act and the nota verbal.

    What a verb refuses is put at the field that it names; `act_number` is the act's number.
    `by_role`: whether an act is needed follows from the role that is chosen in it.
    """

    def __init__(
        self, request: HttpRequest, *main: forms.BaseForm, needs_act: bool = False, by_role: bool = False
    ) -> None:
        posted: dict[str, Any] = (
            {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
        )
        self.main = main
        self.act = DocumentForm(**posted, prefix="act", required=needs_act, depends=by_role, kinds=ACTS)
        self.note = DocumentForm(**posted, prefix="note", required=False, kinds=NOTES)

    def __iter__(self) -> Iterator[forms.BaseForm]:
        return iter((*self.main, self.act, self.note))

    def is_valid(self) -> bool:
        # Each is asked, so that every mistake is told at once.
        sound = [form.is_valid() for form in self]
        return all(sound)

    @property
    def papers(self) -> Papers:
        return Papers(act=self.act.paper, note=self.note.paper)

    def refuse(self, refusal: ValidationError) -> None:
        for name, problems in by_field(refusal).items():
            form, field = self._place(name)
            form.add_error(field, problems)

    def _place(self, name: str) -> tuple[forms.BaseForm, str | None]:
        which, _sep, field = name.partition("_")
        if which in ("act", "note"):
            return (self.act if which == "act" else self.note), field or "file"
        found = next((form for form in self.main if name in form.fields), None)
        return (found, name) if found else (self.main[0], None)


def institutions_of(by: User, today: date) -> QuerySet[Institution]:
    """Of the own country, and international ones, as they exist today."""
    own = Institution.objects.existing_on(today).filter(Q(country=by.country_id) | Q(country=None))
    return own.order_by("country", "acronym")


def needs_act(appointment: Appointment) -> bool:
    return appointment.role in NEED_ACT
