"""Who may see and do what: the only place that reads roles. Rules here, the state of things in `workflow`.

`visible(user, queryset)` is what a person may see; `can_*` answers one question with a boolean; `require`
turns a no into a 403. `may_*` asks about the person alone, `can_*` whether that person can do it now, in the state
that things are in. Every rule keeps the two parties equal: a country's people act on their own side only, and only
while an appointment in force says so.
"""

from roadmap.permissions.holding import Holder, authority_of, focal_points_of, holds, secretariat_of
from roadmap.permissions.progress import (
    can_answer,
    can_decide,
    can_edit,
    can_report,
    may_answer,
    may_decide,
    may_edit,
    reports_for,
)
from roadmap.permissions.roadmaps import (
    can_answer_step,
    can_import,
    can_link_continuation,
    can_propose_step,
    can_withdraw_step,
    may_answer_step,
    may_withdraw_step,
)
from roadmap.permissions.seeing import (
    can_have_tasks,
    can_see_country_percentages,
    can_see_figures,
    can_see_working,
    listed,
    visible,
)
from roadmap.permissions.sides import (
    READERS,
    REPORTERS,
    Person,
    active,
    is_own,
    is_secretariat,
    own_party,
    reads_for_country,
    require,
)

__all__ = [
    "READERS",
    "REPORTERS",
    "Holder",
    "Person",
    "active",
    "authority_of",
    "can_answer",
    "can_answer_step",
    "can_decide",
    "can_edit",
    "can_have_tasks",
    "can_import",
    "can_link_continuation",
    "can_propose_step",
    "can_report",
    "can_see_country_percentages",
    "can_see_figures",
    "can_see_working",
    "can_withdraw_step",
    "focal_points_of",
    "holds",
    "is_own",
    "is_secretariat",
    "listed",
    "may_answer",
    "may_answer_step",
    "may_decide",
    "may_edit",
    "may_withdraw_step",
    "own_party",
    "reads_for_country",
    "reports_for",
    "require",
    "secretariat_of",
    "visible",
]
