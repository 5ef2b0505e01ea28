"""Looking for what looks like a person's datum, so that none is submitted: texts, file names, texts inside files.

- `rules`: what is looked for, data of each country; `searching`: in which places it stands
- `reading`: the text of a file, read in a process of its own with limits; `files`: found in a file, and remembered
Neither database nor web is asked here; what follows from a find is decided in `roadmap.workflow.screening`.
"""

from roadmap.screening.rules import known, label
from roadmap.screening.searching import Found, Piece, search

__all__ = ["Found", "Piece", "known", "label", "search"]
