"""The same answer again, as long as the database itself says that nothing was written since.

Nothing expires by time and nobody has to announce a change: before every use the database is asked for its
state, and an answer is kept for exactly the state it was computed in.

- SQLite: `data_version` changes with every commit of another connection, `total_changes` with every row that
  this one writes. Both belong to one connection, so the answers do too.
- PostgreSQL: two equal `pg_current_snapshot()` see the same data. A snapshot never comes back after a commit.

Inside a transaction nothing is kept or looked up: what it wrote may still be undone.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

from django.db import connection

KEPT = 24  # answers a thread keeps; the least used one goes first

T = TypeVar("T")


class _Answers(threading.local):
    """What this thread knows, and the state of the database in which it is true."""

    def __init__(self) -> None:
        self.state: object = None
        self.known: OrderedDict[Hashable, object] = OrderedDict()


_answers = _Answers()


def remembered(key: Hashable, compute: Callable[[], T]) -> T:
    """What `compute` gives, or gave in this very state of the database: one query where it is known."""
    if connection.in_atomic_block:
        return compute()
    state = _state()
    if state is None:
        return compute()
    if _answers.state != state:
        _answers.known.clear()
        _answers.state = state
    if key not in _answers.known:
        _answers.known[key] = compute()
        if len(_answers.known) > KEPT:
            _answers.known.popitem(last=False)
    _answers.known.move_to_end(key)
    return _answers.known[key]  # type: ignore[return-value]


def _state() -> object:
    """What changes whenever what this connection sees may have changed; None where nothing does."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA data_version")
            return connection.connection, cursor.fetchone()[0], connection.connection.total_changes
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_snapshot()::text")
            return cursor.fetchone()[0]
    return None
