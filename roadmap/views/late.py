"""Whoever comes too late loses no text: what was written is shown on a page of its own, to copy it.

A form whose act is still possible is shown again instead, by its own view (`workflow.OutOfDate`).
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import formats
from django.utils.translation import gettext as _

from roadmap.models import Activity, Amendment, ProgressReport, Roadmap
from roadmap.views.frame import frame


def too_late(
    request: HttpRequest,
    roadmap: Roadmap,
    problem: str,
    to: Activity | Amendment | ProgressReport | str,
    *shown: forms.BaseForm,
) -> HttpResponse:
    """`problem` tells what happened, `to` is where it stands now. Without a text it is a message there."""
    texts = [text for form in shown if form.is_bound for text in written(form)]
    if not texts:
        messages.warning(request, problem)
        return redirect(to)
    page = frame(request, roadmap, "") | {"problem": problem, "written": texts, "to": resolve_url(to)}
    return render(request, "roadmap/late.html", page, status=409)


def written(form: forms.BaseForm) -> Iterator[tuple[str, str]]:
    """Label and text of each field in which somebody wrote something else than what it showed."""
    for field in form:
        if field.name in form.changed_data and not field.is_hidden:
            is_file = isinstance(field.field, forms.FileField)
            if text := in_words(field.field, field.data if is_file else field.value()):
                yield str(field.label), text


def in_words(field: forms.Field, value: Any) -> str:
    """What a field holds, as it is posted or as it is kept, for reading."""
    if isinstance(field, forms.FileField):
        files = value if isinstance(value, list | tuple) else [value]
        return ", ".join(file.name for file in files if file)
    if isinstance(field, forms.BooleanField):
        return _("yes") if field.to_python(value) else _("no")
    if isinstance(field, forms.ChoiceField) and not isinstance(value, date):
        labels = {str(key): str(label) for key, label in _flat(field.choices)}
        chosen = value if isinstance(value, list | tuple) else [value]
        return "; ".join(labels.get(str(key), str(key)) for key in chosen if key not in (None, ""))
    if isinstance(field, forms.DateField) and isinstance(value, str):
        with suppress(ValidationError):
            value = field.to_python(value) or ""
    if isinstance(value, date):
        return formats.date_format(value, "SHORT_DATE_FORMAT")
    shown = field.prepare_value(value)
    return "" if shown is None else str(shown)


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label
