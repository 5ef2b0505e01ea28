"""What stands on every page of a document, so that nobody takes it for something else."""

from django.utils.translation import gettext as _

from roadmap.reports.contents import ReportContext


def of(context: ReportContext) -> str:
    """ "no conjunta · datos de demostración"; empty for a report or a closing of real data."""
    labels = [] if context.closing is None or context.closing.joint else [_("not joint")]
    if context.demonstration:
        labels.append(_("demonstration data"))
    return " · ".join(labels)
