"""Why what looks like a person's datum is none: a reason for each find, on the page of submission."""

from collections.abc import Sequence
from typing import Any, Protocol

from django import forms
from django.utils.translation import gettext as _

LONGEST = 1000


class Find(Protocol):
    """What the form needs to know of it: the key that names it, what is asked."""

    @property
    def key(self) -> str: ...

    @property
    def question(self) -> str: ...


class DeclarationForm(forms.Form):
    """One required field a find, named by `mark` and the find's key."""

    def __init__(self, *data: Any, finds: Sequence[Find], mark: str) -> None:
        super().__init__(*data)
        self.mark, self.finds = mark, finds
        missing = _("Take it out, or say why it may stay.")
        for find in finds:
            self.fields[mark + find.key] = forms.CharField(
                label=find.question,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={"required": missing},
            )

    def rows(self) -> list[tuple[Find, forms.BoundField]]:
        return [(find, self[self.mark + find.key]) for find in self.finds]

    @property
    def reasons(self) -> dict[str, str]:
        return {name.removeprefix(self.mark): reason for name, reason in self.cleaned_data.items()}
