"""What the file of a report is called: what it is of, for which day, whose copy, and whether it is a demonstration."""

from django.utils import translation
from django.utils.translation import gettext as _

from roadmap.reports.contents import ReportContext


def file_name(context: ReportContext, extension: str) -> str:
    """`informe-bo-pe-2025-2026_corte-2026-09-30_copia-PE_datos-de-demostracion.pdf`, in the report's language."""
    with translation.override(context.locale):
        named = {"code": context.code, "day": context.cutoff.isoformat()}
        if context.closing is None:
            name = _("report-%(code)s_cutoff-%(day)s") % named
        else:
            named["number"] = str(context.closing.number)
            name = (
                _("closing-%(number)s-%(code)s_cutoff-%(day)s") % named
                if context.closing.joint
                else _("unilateral-record-%(number)s-not-joint-%(code)s_cutoff-%(day)s") % named
            )
        if context.copy:
            name += _("_copy-%(country)s") % {"country": context.copy}
        if context.demonstration:
            name += _("_demonstration-data")
    return f"{name}.{extension}"
