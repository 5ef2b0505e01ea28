"""The rules of a roadmap: everybody reads them, the two secretariats write them until it is in force."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.documents import refuse
from accounts.requests import AuthedRequest
from roadmap import permissions, workflow
from roadmap.forms import RulesForm
from roadmap.models import Roadmap
from roadmap.models.rules import Check, Level
from roadmap.views.frame import frame, visible_roadmap
from roadmap.views.late import in_words, too_late


@require_http_methods(["GET", "POST"])
def roadmap_rules(request: AuthedRequest, code: str) -> HttpResponse:
    roadmap = visible_roadmap(request, code)
    if request.method == "POST":
        permissions.require(permissions.may_set_rules(request.user, roadmap))
    form = _form(roadmap, request.POST if request.method == "POST" else None)
    if form.is_valid() and (response := _saved(request, roadmap, form)):
        return response
    return _page(request, roadmap, form, 422 if form.errors else 200)


def _form(roadmap: Roadmap, data: Any) -> RulesForm:
    initial = RulesForm.data_of(workflow.rules_of(roadmap)) | {"seen": workflow.rules_sha256(roadmap)}
    return RulesForm(data, initial=initial)


def _page(
    request: AuthedRequest, roadmap: Roadmap, form: RulesForm, status: int, **more: Any
) -> HttpResponse:
    rules = workflow.rules_of(roadmap)
    page = frame(request, roadmap, "status") | {
        "form": form,
        "rules": rules,
        "checks": [(Check(name).label, Level(level).label) for name, level in rules["checks"].items()],
        "cutoffs": roadmap.cutoff_dates.order_by("day").values_list("day", flat=True),
        "can_set": permissions.can_set_rules(request.user, roadmap),
        "open": roadmap.status == Roadmap.Status.IN_PREPARATION,
    }
    return render(request, "roadmap/roadmap_rules.html", page | more, status=status)


def _saved(request: AuthedRequest, roadmap: Roadmap, form: RulesForm) -> HttpResponse | None:
    """What follows from the verb; None with the form's errors."""
    given, seen = form.rules, form.cleaned_data["seen"]
    try:
        workflow.set_rules(roadmap.pk, rules=given, seen=seen, by=request.user, now=timezone.now())
    except workflow.OutOfDate as refusal:
        messages.warning(request, str(refusal))
        return _conflict(request, visible_roadmap(request, roadmap.code), form)
    except workflow.IllegalTransition as refusal:
        return too_late(request, roadmap, str(refusal), _address(roadmap), form)
    except ValidationError as error:
        refuse(error, form)
        return None
    messages.success(request, _("Rules saved. A proposal that waits for an answer is void if they changed."))
    return redirect(_address(roadmap))


def _conflict(request: AuthedRequest, roadmap: Roadmap, form: RulesForm) -> HttpResponse:
    """A form to go on with, and beside it what differs. What only the other one changed is not undone."""
    fields, seen = form.fields, workflow.rules_seen(roadmap, form.cleaned_data["seen"])
    theirs, mine = RulesForm.data_of(workflow.rules_of(roadmap)), RulesForm.data_of(form.rules)
    base = RulesForm.data_of(seen) if seen else {}
    differ = [name for name in theirs if theirs[name] != mine[name]]
    untouched = {name for name in differ if name in base and mine[name] == base[name]}
    rows = [
        {
            "label": fields[name].label,
            "theirs": in_words(fields[name], theirs[name]),
            "mine": in_words(fields[name], mine[name]),
            "taken": name not in untouched,
        }
        for name in differ
    ]
    together = {name: (theirs if name in untouched else mine)[name] for name in theirs}
    data = {name: fields[name].prepare_value(value) for name, value in together.items()}
    data["seen"] = workflow.rules_sha256(roadmap)
    return _page(request, roadmap, _form(roadmap, data), 409, rows=rows)


def _address(roadmap: Roadmap) -> str:
    return reverse("roadmap:roadmap-rules", args=[roadmap.code])
