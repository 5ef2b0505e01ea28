"""The next roadmap: a matrix of what each party proposes and what both agreed, row by row.

- `content`: what the text of a row holds, its hash, what it still lacks; `feeding`: what a room begins with
- `opening`, `proposing`, `agreeing`: the verbs; `planning`: the agreed texts become the plan of the roadmap
- `comparing`, `reading`: the room as one person sees it

Putting the plan in force is the step of every roadmap (`workflow`): one party proposes it, the other accepts it.
"""

from roadmap.preparation.agreeing import accept, reopen
from roadmap.preparation.opening import FrameChangedMeanwhile, FrameOfRoadmap, change_frame, open_room
from roadmap.preparation.planning import is_settled
from roadmap.preparation.proposing import WrittenMeanwhile, add_row, discard_row, publish, save_text
from roadmap.preparation.rooms import NotYetComplete, expect_in_preparation, expect_open

__all__ = [
    "FrameChangedMeanwhile",
    "FrameOfRoadmap",
    "NotYetComplete",
    "WrittenMeanwhile",
    "accept",
    "add_row",
    "change_frame",
    "discard_row",
    "expect_in_preparation",
    "expect_open",
    "is_settled",
    "open_room",
    "publish",
    "reopen",
    "save_text",
]
