"""What people type, understood and checked by field. What it may mean for an activity, the workflow says."""

from roadmap.forms.comment import CommentForm
from roadmap.forms.decision import DecisionForm, DeclineForm
from roadmap.forms.declaring import DeclarationForm
from roadmap.forms.evidence import AboutForm, EvidenceFileForm, EvidenceLinkForm
from roadmap.forms.paper import PaperForm
from roadmap.forms.progress import ProgressForm
from roadmap.forms.reason import ReasonForm
from roadmap.forms.review import ACCEPT, PieceForm, ValidationForm
from roadmap.forms.rules import RulesForm
from roadmap.forms.start import StartForm

__all__ = [
    "ACCEPT",
    "AboutForm",
    "CommentForm",
    "DecisionForm",
    "DeclarationForm",
    "DeclineForm",
    "EvidenceFileForm",
    "EvidenceLinkForm",
    "PaperForm",
    "PieceForm",
    "ProgressForm",
    "ReasonForm",
    "RulesForm",
    "StartForm",
    "ValidationForm",
]
