"""How a job tells that it lives and how far it is, and learns that it is no longer wanted."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from roadmap.models import Job
from roadmap.models.job import JobQuerySet

BEAT = timedelta(seconds=2)  # every beat is a write: not more often
SILENCE = timedelta(minutes=5)


class NoLongerWanted(Exception):
    """Somebody cancelled it, or another worker took it up: whatever it made goes."""


@dataclass(slots=True)
class Progress:
    """Called as often as one likes with what is done, of how much. Raises NoLongerWanted."""

    job: Job
    clock: Callable[[], datetime]
    done: int = 0
    total: int = 0
    _told_at: datetime | None = field(default=None, init=False)

    def __call__(self, done: int, total: int) -> None:
        self.done, self.total = min(done, total), total
        now = self.clock()
        if self._told_at is None or now - self._told_at >= BEAT:
            self._tell(now, SILENCE)

    def quiet_for(self, while_: timedelta) -> None:
        """Before something long that cannot tell how far it is."""
        self._tell(self.clock(), while_)

    def _tell(self, now: datetime, silence: timedelta) -> None:
        told = {"done": self.done, "total": self.total, "lost_at": now + silence}
        if not still(self.job).update(**told):
            raise NoLongerWanted
        self._told_at = now


def still(job: Job) -> JobQuerySet:
    """The job, if it is still at work and in the same hands."""
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, tries=job.tries)
