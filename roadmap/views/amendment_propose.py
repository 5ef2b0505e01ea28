"""Proposing a modification: the form pre-filled with what is in force, then what would change, then the proposal."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.documents import DocumentForm, refuse
from accounts.models import Institution
from accounts.requests import AuthedRequest
from roadmap import amended, permissions, plan, workflow
from roadmap.forms.amendment import (
    OF_ACTIVITY,
    ExtendForm,
    ProposalForm,
    ReprogramForm,
    RoadmapRulesForm,
    WithdrawForm,
)
from roadmap.forms.plan_row import PlanRowForm
from roadmap.models import Amendment, Roadmap
from roadmap.views import late
from roadmap.views.frame import frame, visible_roadmap

Kind = Amendment.Kind
# Not part of what is carried from the form through the preview to the proposal.
OWN = {"csrfmiddlewaretoken", "stage", "reason", "wanted_on", "knowingly"}
# What the preview asks for, and what goes back to the form with it: all but the file, which no browser sends again.
ASKED, PAPER = ("reason", "wanted_on"), ("kind", "number", "dated")
KEPT = (*ASKED, *(f"paper-{name}" for name in PAPER))


@require_http_methods(["GET", "POST"])
def amendment_propose(request: AuthedRequest, code: str, kind: str) -> HttpResponse:
    """`?activity=` names the activity. A POST carries its `stage`: edit, preview or propose."""
    roadmap = visible_roadmap(request, code)
    permissions.require(permissions.may_propose_amendment(request.user, roadmap))
    page = _Page(request, roadmap, kind)
    if roadmap.status != Roadmap.Status.IN_FORCE:
        return page.too_late(_("Only a roadmap in force changes by agreed modification."))
    stage = request.POST.get("stage", "")
    if request.method == "GET":
        return page.begun()
    if stage == "edit":
        return page.shown()
    if not page.form.is_valid():
        return page.shown(422)
    return page.proposed() if stage == "propose" else page.preview()


class _Page:
    """One request about one proposal. Raises Http404 for a kind or an activity that there is not."""

    def __init__(self, request: AuthedRequest, roadmap: Roadmap, kind: str) -> None:
        self.request, self.roadmap, self.kind = request, roadmap, kind
        number = request.GET.get("activity", "") if kind in OF_ACTIVITY else ""
        self.content = workflow.content_in_force(roadmap, number) if kind != Kind.ADD else {}
        if kind not in Kind.values or (kind in OF_ACTIVITY and (not number or not self.content)):
            raise Http404
        self.number = number
        self.context = frame(request, roadmap, "plan")
        self.form = self._form(request.POST if request.method == "POST" else None)

    def _form(self, data: Any) -> Any:
        content = self.content
        if self.kind in (Kind.ADD, Kind.CHANGE):
            parties = self.context["parties"]
            codes = [party.pk for party in parties]
            today = plan.default_as_of(self.roadmap, timezone.now())
            institutions = Institution.objects.filter(Q(country__in=codes) | Q(country=None))
            held = [who["institution"] for side in content.get("responsibles", {}).values() for who in side]
            return PlanRowForm(
                data,
                parties=parties,
                institutions=institutions.existing_on(today) | institutions.filter(pk__in=held),
                axes=list(self.roadmap.axes.values_list("title", flat=True)),
                content=content or None,
                identified=self.kind == Kind.ADD,
            )
        if self.kind == Kind.WITHDRAW:
            return WithdrawForm(data)
        shapes = {Kind.REPROGRAM: ReprogramForm, Kind.EXTEND: ExtendForm, Kind.RULES: RoadmapRulesForm}
        return shapes[Kind(self.kind)](data, content=content)

    def begun(self) -> HttpResponse:
        """The form; but where something about the same waits for an answer, that."""
        if waiting := self._waiting():
            messages.warning(self.request, _("A proposal about the same already waits for an answer."))
            return redirect(waiting)
        return self.shown()

    def shown(self, status: int = 200, **more: Any) -> HttpResponse:
        """The form, and unseen in it what the preview asked for already."""
        kept = [(name, self.request.POST[name]) for name in KEPT if name in self.request.POST]
        context = self._context() | {"form": self.form, "kept": kept} | more
        return render(self.request, "roadmap/amendment_propose.html", context, status=status)

    def _waiting(self) -> Amendment | None:
        number = self.form["number"].value() if self.kind == Kind.ADD else self.number
        if self.kind == Kind.ADD and not number:
            return None
        return workflow.pending_amendment(self.roadmap, activity_number=number)

    def too_late(self, problem: str) -> HttpResponse:
        posted = self.request.POST if self.request.method == "POST" else None
        also = [
            *getattr(self.form, "milestones", ()),
            ProposalForm(posted),
            DocumentForm(posted, prefix="paper"),
        ]
        to = reverse("roadmap:roadmap-plan", args=[self.roadmap.code])
        return late.too_late(self.request, self.roadmap, problem, to, self.form, *also)

    def _context(self) -> dict[str, Any]:
        return self.context | {
            "kind": self.kind,
            "kind_text": Kind(self.kind).label,
            "number": self.number,
            "activity_title": self.content.get("title", ""),
        }

    # --- what would change --------------------------------------------------------------------------------
    def preview(
        self, proposal: ProposalForm | None = None, document: DocumentForm | None = None
    ) -> HttpResponse:
        """The changes before and after, with the reason and the document that are still asked for."""
        try:
            changes, before = self._drafted()
        except ValidationError as refusal:
            refuse(refusal, self.form)
            return self.shown(422)
        except workflow.IllegalTransition as refusal:
            return self._refused(refusal)
        activity = self.roadmap.activities.filter(number=self.number).first()
        attested = workflow.attested(activity, changes, before)
        asked = proposal or ProposalForm(initial={name: self.request.POST.get(name) for name in ASKED})
        if not attested:
            del asked.fields["knowingly"]
        context = self._context() | {
            "form": self.form,
            "changed": amended.changed(changes, before, self.context["parties"]),
            "carried": [
                (name, value) for name in self._carried() for value in self.request.POST.getlist(name)
            ],
            "attested": attested,
            "proposal": asked,
            "document": document or DocumentForm(prefix="paper", initial=self._paper()),
        }
        status = 422 if proposal is not None or document is not None else 200
        return render(self.request, "roadmap/amendment_preview.html", context, status=status)

    def _paper(self) -> dict[str, Any]:
        return {name: self.request.POST.get(f"paper-{name}") for name in PAPER}

    def _carried(self) -> list[str]:
        return [name for name in self.request.POST if name not in OWN and not name.startswith("paper-")]

    def _drafted(self) -> tuple[dict[str, Any], dict[str, Any]]:
        given = self.form.content
        return workflow.drafted(
            self.roadmap,
            kind=self.kind,
            number=self._subject(given),
            given=given,
            now=timezone.now(),
            knowingly=True,
        )

    def _subject(self, given: dict[str, Any]) -> str:
        return str(given["number"]) if self.kind == Kind.ADD else self.number

    # --- the proposal -------------------------------------------------------------------------------------
    def proposed(self) -> HttpResponse:
        proposal = ProposalForm(self.request.POST)
        document = DocumentForm(self.request.POST, self.request.FILES, prefix="paper")
        if not all([proposal.is_valid(), document.is_valid()]) or document.paper is None:
            return self.preview(proposal, document)
        given = self.form.content
        try:
            amendment = workflow.propose_amendment(
                self.roadmap.pk,
                kind=self.kind,
                number=self._subject(given),
                given=given,
                paper=document.paper,
                by=self.request.user,
                now=timezone.now(),
                **proposal.cleaned_data,
            )
        except workflow.IllegalTransition as refusal:
            return self._refused(refusal)
        except ValidationError as refusal:
            refuse(refusal, proposal, document)
            return self.preview(proposal, document)
        messages.success(self.request, _("Proposed. The other party's secretariat answers."))
        return redirect(amendment)

    def _refused(self, refusal: workflow.IllegalTransition) -> HttpResponse:
        """Somebody was faster. While their proposal waits, this one stays in its form, to be sent afterwards."""
        if (waiting := self._waiting()) is None:
            return self.too_late(str(refusal))
        texts = list(late.written(ProposalForm(self.request.POST)))
        return self.shown(409, problem=str(refusal), waiting=waiting, written=texts)
