"""What waits, for whom, since when: plain rows. Where they come from is told by one module a noun beside this one."""

from dataclasses import dataclass
from datetime import date, datetime

from roadmap.permissions import Holder


@dataclass(frozen=True, slots=True)
class Pending:
    """One thing that somebody has to do. Who holds it acts; for everybody else who may know, it is waited for.

    kind: the word of what is to be done: "write", "approve", "validate", "answer", "reply", "step", "amendment" …
        (`words` in `roadmap.inbox.words` says it to people, and its letter)
    path: the page of the very form
    read_at: the page on which whoever waits reads about it; None: the same page; empty: they have none
    about: what it is about, as text that needs no translation ("1.2 Protocolo de derivación")
    whose: the country whose report or proposal it is; None where that says nothing
    since: from when it waits (aware); due: the day until which it should be done, None where there is none
    note: what has to be known before it is opened (why a report came back), as people wrote it
    key: the same thing has the same key as long as it waits; reminders are counted by it
    term: by what the reminders around its day are counted, where several things in turn wait for the same day (a
        report to be begun, its draft, the same when it came back); empty: by its key
    """

    kind: str
    key: str
    holder: Holder
    path: str
    about: str
    roadmap: str
    whose: str | None
    since: datetime
    due: date | None = None
    note: str = ""
    read_at: str | None = None
    term: str = ""

    @property
    def path_for_others(self) -> str:
        """Where somebody who waits for it may read; empty where nowhere."""
        return self.path if self.read_at is None else self.read_at
