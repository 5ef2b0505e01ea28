"""The demonstration: three roadmaps from their workbooks, the people to try them with, and what they said since.

Only the title, the dates, the four axes, four activities' titles and the declared 92 % of the
Bolivia–Peru roadmaps are public facts; all of it is marked as demonstration data wherever it is shown.

- `loading`: all of it, twice as good as once; `cast`, `accounts`: the people; `papers`: their documents
- `scene`: what the two parties said since the workbook, by the verbs; `next_roadmap`: the room of the next one
- `closings`: one that both signed, one that waits
"""

from roadmap.demonstration.accounts import password
from roadmap.demonstration.cast import CAST, Part
from roadmap.demonstration.loading import EXAMPLE, IN_FORCE, WORKBOOKS, RealRoadmap, load

__all__ = ["CAST", "EXAMPLE", "IN_FORCE", "WORKBOOKS", "Part", "RealRoadmap", "load", "password"]
