"""Background work: somebody asks for it on a page, a worker does it, its result is kept for two weeks.

The queue is django-tasks' in the database; the `Job` is ours: who asked, how far it is, what came of it. Nothing here
knows what the work is: `kinds` names who does it.
"""

from roadmap.jobs.asking import ask, cancel
from roadmap.jobs.ending import KEPT, LONG
from roadmap.jobs.forgetting import forget_old
from roadmap.jobs.kinds import KINDS, Impossible, Kind, Result
from roadmap.jobs.progress import NoLongerWanted, Progress
from roadmap.jobs.running import run, start_again

__all__ = [
    "KEPT",
    "KINDS",
    "LONG",
    "Impossible",
    "Kind",
    "NoLongerWanted",
    "Progress",
    "Result",
    "ask",
    "cancel",
    "forget_old",
    "run",
    "start_again",
]
