"""What people type, understood and checked by field. What it may mean for an activity, the workflow says."""

from roadmap.forms.decision import DecisionForm
from roadmap.forms.evidence import EvidenceFileForm, EvidenceLinkForm
from roadmap.forms.paper import PaperForm
from roadmap.forms.progress import ProgressForm
from roadmap.forms.rules import RulesForm
from roadmap.forms.start import StartForm

__all__ = [
    "DecisionForm",
    "EvidenceFileForm",
    "EvidenceLinkForm",
    "PaperForm",
    "ProgressForm",
    "RulesForm",
    "StartForm",
]
