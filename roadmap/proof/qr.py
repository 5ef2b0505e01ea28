"""A text -> its QR code as an inline SVG, for a page and for a PDF alike."""

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

QUIET = 4  # white modules around it that a reader needs
SIDE = "30mm"  # of the whole drawing, its white border included


def svg(text: str) -> SafeString:
    """Black on white in every theme; the title says in words where it leads.

    Level M: a fold or a stamp over a seventh of it does not matter.
    """
    code = segno.make(text, error="m", micro=False)
    side = len(code.matrix) + 2 * QUIET
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{size}" height="{size}"'
        ' role="img" shape-rendering="crispEdges"><title>{title}</title>'
        '<rect width="{side}" height="{side}" fill="#fff"/><path fill="#000" d="{path}"/></svg>',
        side=str(side),
        size=SIDE,
        title=_("QR code of %(text)s") % {"text": text},
        path=_path([[bool(module) for module in row] for row in code.matrix]),
    )


def _path(rows: list[list[bool]]) -> str:
    """One rectangle for each unbroken run of dark modules in a line."""
    drawn = []
    for y, row in enumerate(rows, start=QUIET):
        start = None
        for x, dark in enumerate([*row, False], start=QUIET):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                drawn.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
                start = None
    return "".join(drawn)
