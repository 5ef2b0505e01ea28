"""The plan of a roadmap as rows: as it is, or as it was known at an instant. And what identifies its content.

Reading only: what follows from a plan is in `completion`, who may change it in `workflow`. Both ways of
reading take the same number of queries whatever the size.
"""

from roadmap.plan.amending import activity_content, roadmap_content
from roadmap.plan.answering import Answering, AnsweringRules, answering
from roadmap.plan.content import content, content_sha256
from roadmap.plan.known import known_at
from roadmap.plan.milestones import milestone_keys_on, milestones_of, milestones_on
from roadmap.plan.reading import current
from roadmap.plan.rows import Plan, PlannedActivity, PlannedMilestone, PlannedResponsible
from roadmap.plan.today import default_as_of, latest_as_of
from roadmap.plan.validity import Amended, amended, in_force_on

__all__ = [
    "Amended",
    "Answering",
    "AnsweringRules",
    "Plan",
    "PlannedActivity",
    "PlannedMilestone",
    "PlannedResponsible",
    "activity_content",
    "amended",
    "answering",
    "content",
    "content_sha256",
    "current",
    "default_as_of",
    "in_force_on",
    "known_at",
    "latest_as_of",
    "milestone_keys_on",
    "milestones_of",
    "milestones_on",
    "roadmap_content",
]
