"""The history of the rows, from the states that the record names one after the other.

What was written down when a chain began brought its earlier versions along; of what came later each state is one.
"""

from collections import defaultdict
from typing import Any

from accounts.states import recorded_models
from roadmap.rebuilding.record import State, Told
from roadmap.rebuilding.rows import built, go_on_after, insert


def write(told: Told) -> None:
    kept = {
        model.RECORD.kind: model.history.model for model in recorded_models() if hasattr(model, "history")
    }
    rows: dict[Any, list[Any]] = defaultdict(list)
    before: dict[str, dict[str, Any]] = {}
    last = {history: told.keys[f"{kind}@"] for kind, history in kept.items()}
    for state in told.states:
        kind, mark, key = _parted(state.ref)
        if kind not in kept:
            continue
        history = kept[kind]
        if mark == "@":
            rows[history].append(built(history, state.fields or {}, history_id=int(key)))
            continue
        if not state.is_first and (version := _version(history, int(key), state, before.get(state.ref))):
            last[history] += 1
            version.history_id = last[history]
            rows[history].append(version)
        if state.fields is not None:
            before[state.ref] = state.fields
    for history, versions in rows.items():
        insert(history, versions)
        go_on_after(history, last[history])


def _parted(ref: str) -> tuple[str, str, str]:
    mark = "@" if "@" in ref else "/"
    return ref.partition(mark)


def _version(history: Any, key: int, state: State, before: dict[str, Any] | None) -> Any:
    """None for the end of what was never seen."""
    fields = before if state.fields is None else state.fields
    if fields is None:
        return None
    version = built(history, fields, history_id=None, id=key)
    version.history_date = state.at
    version.history_type = "-" if state.fields is None else "~" if before else "+"
    version.history_user_id = int(state.by.partition("/")[2]) if state.by else None
    return version
