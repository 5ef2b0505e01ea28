"""The rules of a roadmap: everybody reads them, the two secretariats write them until it is in force."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import AuthedRequest
from roadmap import permissions, workflow
from roadmap.forms import RulesForm
from roadmap.models import Roadmap
from roadmap.models.rules import Check, Level
from roadmap.views import progress_page
from roadmap.views.frame import frame, visible_roadmap


@require_http_methods(["GET", "POST"])
def roadmap_rules(request: AuthedRequest, code: str) -> HttpResponse:
    roadmap = visible_roadmap(request, code)
    if request.method == "POST":
        permissions.require(permissions.may_set_rules(request.user, roadmap))
    data = request.POST if request.method == "POST" else None
    rules = workflow.rules_of(roadmap)
    initial = RulesForm.data_of(rules) | {"seen": workflow.rules_sha256(roadmap)}
    form = RulesForm(data, initial=initial)
    if form.is_valid() and (response := _saved(request, roadmap, form)):
        return response
    page = frame(request, roadmap, "status") | {
        "form": form,
        "rules": rules,
        "checks": [(Check(name).label, Level(level).label) for name, level in rules["checks"].items()],
        "can_set": permissions.can_set_rules(request.user, roadmap),
        "open": roadmap.status == Roadmap.Status.IN_PREPARATION,
    }
    return render(request, "roadmap/roadmap_rules.html", page, status=422 if form.errors else 200)


def _saved(request: AuthedRequest, roadmap: Roadmap, form: RulesForm) -> HttpResponse | None:
    """Where to go after the verb; None with the form's errors."""
    given, seen = form.rules, form.cleaned_data["seen"]
    try:
        workflow.set_rules(roadmap.pk, rules=given, seen=seen, by=request.user, now=timezone.now())
    except workflow.IllegalTransition as refusal:
        messages.warning(request, str(refusal))
    except ValidationError as error:
        progress_page.tell(form, error)
        return None
    else:
        messages.success(
            request, _("Rules saved. A proposal that waits for an answer is void if they changed.")
        )
    return redirect("roadmap:roadmap-rules", roadmap.code)
