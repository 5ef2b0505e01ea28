"""The secretariat's review of the evidence of a report: each piece accepted, or rejected with a reason."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from roadmap.forms.decision import MUCH, DecisionForm
from roadmap.models import Evidence

ACCEPT, REJECT = "accept", "reject"
CHOICES = [
    (ACCEPT, pgettext_lazy("evidence", "Accept")),
    (REJECT, pgettext_lazy("evidence", "Reject, with the reason")),
]
MISSING = gettext_lazy("Say why this piece is not accepted.")


class ValidationForm(DecisionForm):
    """Validating asks for no reason; `pieces` are those that nobody accepted yet, in their order."""

    depends = True  # whether a reason is needed depends on what was chosen: no label calls it optional

    def __init__(self, *args: Any, pieces: Iterable[Evidence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pieces = list(pieces)
        for piece in self.pieces:
            self.fields[f"piece_{piece.pk}"] = forms.ChoiceField(
                label=gettext_lazy("Do you accept this piece?"),
                choices=CHOICES,
                widget=forms.RadioSelect,
                required=False,
                initial=REJECT if piece.rejected_at else ACCEPT,
            )
            self.fields[f"why_{piece.pk}"] = forms.CharField(
                label=_("Why is “%(title)s” not accepted?") % {"title": piece.title},
                widget=forms.Textarea(attrs={"rows": 2}),
                required=False,
                max_length=MUCH,
                initial=piece.rejection_reason,
            )

    def by_piece(self) -> Iterator[tuple[Evidence, forms.BoundField, forms.BoundField]]:
        for piece in self.pieces:
            yield piece, self[f"piece_{piece.pk}"], self[f"why_{piece.pk}"]

    @property
    def rejected(self) -> dict[int, str]:
        """The reasons, by the piece's id."""
        given = self.cleaned_data
        return {
            piece.pk: given[f"why_{piece.pk}"]
            for piece in self.pieces
            if self._chosen(piece) == REJECT and f"why_{piece.pk}" in given
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for piece in self.pieces:
            if self._chosen(piece) == REJECT and not cleaned.get(f"why_{piece.pk}", "x").strip():
                self.add_error(f"why_{piece.pk}", MISSING)
        return cleaned

    def _chosen(self, piece: Evidence) -> str:
        """What was chosen; a form without the question leaves it as it stands."""
        chosen: str = self.cleaned_data.get(f"piece_{piece.pk}") or ""
        return chosen or str(self.fields[f"piece_{piece.pk}"].initial)


class PieceForm(forms.Form):
    """The same for one piece, on a page of its own: two buttons, `decision` is which of them."""

    depends = True
    decision = forms.ChoiceField(choices=CHOICES, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Why is it not accepted?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=MUCH,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("decision") == REJECT and not cleaned.get("reason", "x").strip():
            self.add_error("reason", MISSING)
        return cleaned
