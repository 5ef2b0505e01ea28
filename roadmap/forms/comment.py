"""A comment: its text, who reads it, whom it calls."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Country, User
from roadmap.forms.reason import LastingForm

LONGEST = 5_000
OWN, BOTH = "own", "both"


class CommentForm(LastingForm):
    """Who reads it is chosen each time: nothing is chosen beforehand, unless only the own side can read it at all."""

    TEXTS = ("text",)
    text = forms.CharField(
        label=gettext_lazy("Comment"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST,
        help_text=gettext_lazy(
            "It stays as it is, with your name: nobody can change it or take it away. What was wrong is put right by "
            "another comment."
        ),
    )
    audience = forms.ChoiceField(label=gettext_lazy("Who reads it?"), widget=forms.RadioSelect)
    mentioned = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Mention"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("They get a letter with a link to the comment."),
    )
    field_order = ("text", "audience", "mentioned", "no_persons")

    def __init__(
        self, *args: Any, own: Country, shareable: bool, people: Sequence[User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        audience = cast(forms.ChoiceField, self.fields["audience"])
        audience.choices = [(OWN, _("Only %(country)s, within its own side") % {"country": own})]
        if shareable:
            audience.choices = [
                *audience.choices,
                (BOTH, _("Both parties: everybody who reads this roadmap")),
            ]
        else:
            audience.initial = OWN
            audience.help_text = _("The counterpart does not see this report yet.")
        if people:
            choices = cast(forms.TypedMultipleChoiceField, self.fields["mentioned"])
            choices.choices = _by_country(people)
        else:
            del self.fields["mentioned"]

    @property
    def is_shared(self) -> bool:
        return bool(self.cleaned_data["audience"] == BOTH)

    @property
    def called(self) -> list[int]:
        return list(self.cleaned_data.get("mentioned", ()))


def _by_country(people: Iterable[User]) -> list[Any]:
    groups: dict[str, list[tuple[int, str]]] = {}
    for person in people:
        office = person.get_role_display()
        about = f"{person.institution}, {office}" if person.institution else str(office)
        groups.setdefault(str(person.country), []).append((person.pk, f"{person} · {about}"))
    return list(groups.items())
