"""The figures of a roadmap: how much was fulfilled, and why (rule version 1).

Pure: standard library only, exact arithmetic, no clock. `compute` is the only door: page, PDF,
Excel, API and command line show what it returns. It knows nothing of who may see a figure.

- `plan`: what comes in: activities, milestones, reports, answers, accepted evidence
- `statement`: what a report says in the terms of the plan (rules 3 and 4)
- `country`: one country's part of one activity (rules 2, 3, 5 and 6)
- `activity`: an activity made of its countries' parts (rules 4, 6 and 10)
- `silence`: the term for an answer, and agreements by silence where both parties so decided
- `figures`: what comes out, and `compute` in `roadmap`: what is counted (rules 1, 7 and 8)
- `display`: how a figure is written (rule 9)
"""

from .display import as_dict, one_decimal, whole
from .figures import RULE_VERSION, ActivityFigure, CountryFigure, Figures, Reason, State, Tally
from .plan import (
    Acceptance,
    ActivityPlan,
    Answer,
    Decision,
    Kind,
    MilestonePlan,
    Report,
    RoadmapPlan,
)
from .roadmap import compute
from .silence import Term, tacit_agreements
from .statement import Scale

__all__ = [
    "RULE_VERSION",
    "Acceptance",
    "ActivityFigure",
    "ActivityPlan",
    "Answer",
    "CountryFigure",
    "Decision",
    "Figures",
    "Kind",
    "MilestonePlan",
    "Reason",
    "Report",
    "RoadmapPlan",
    "Scale",
    "State",
    "Tally",
    "Term",
    "as_dict",
    "compute",
    "one_decimal",
    "tacit_agreements",
    "whole",
]
