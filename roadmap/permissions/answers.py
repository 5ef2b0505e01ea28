"""What the two parties say to each other's reports beyond the answer itself: maintaining, explaining a difference."""

from roadmap.models import Activity, Conformity, ProgressReport
from roadmap.permissions.sides import Person, is_secretariat


def may_maintain(user: Person, report: ProgressReport) -> bool:
    """Stand by what the report says: the secretariat of the country that reports."""
    return is_secretariat(user, report.country_id)


def can_maintain(user: Person, report: ProgressReport, standing: str) -> bool:
    """`standing` of the answer in force: an observation against which the position is not maintained yet."""
    return standing == Conformity.Decision.OBSERVED and may_maintain(user, report)


def may_explain_difference(user: Person, activity: Activity) -> bool:
    """Either party's secretariat, on a result that both produce together."""
    return (
        activity.kind == Activity.Kind.JOINT
        and is_secretariat(user)
        and activity.roadmap.has_party(user.country_id)
    )
