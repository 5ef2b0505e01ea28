"""What is said of a report for ever: how it came in, whose approval it lacks, who looked at it. The only such list.

Takes a `summary.ReportRow`; pages, PDF and Excel say the same.
"""

from django import template
from django.utils.translation import gettext as _

from roadmap.summary import ReportRow

register = template.Library()


@register.filter
def marks(report: ReportRow) -> list[str]:
    """In words; empty for a report that came the usual way."""
    found = []
    if report.on_paper:
        found.append(_on_paper(report))
    if report.without_approval:
        found.append(_("without institutional approval"))
    if report.single_control:
        found.append(_("without a second person"))
    return found


def _on_paper(report: ReportRow) -> str:
    if not report.answered_by:
        return _("on paper")
    told = {"signer": report.answered_by, "people": report.typed_by}
    return _("on paper, signed by %(signer)s, typed in by %(people)s") % told
