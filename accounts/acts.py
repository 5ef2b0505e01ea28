"""Acts: one transaction, one thing that somebody did, one entry in the record of each chain that it concerns.

A verb is decorated with `@acts.act`. Every row of a recorded model (its attribute `RECORD`) that is saved or deleted
until the outermost verb ends is entered with it, in the same transaction, whoever saves it and by whatever helper: a
record that depends on a call which somebody may forget proves nothing. That is why this listens to Django's signals.
What is saved outside an act stands nowhere in the record, and `manage.py ledger verify` names it.
"""

import inspect
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete

from accounts import chains
from accounts.models import User
from accounts.states import Stood, recorded_models, states

P = ParamSpec("P")
R = TypeVar("R")
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(slots=True)
class Act:
    """What is being done. `saved`: keys of recorded rows by model, each with whether it is new."""

    event: str
    by: User | None
    now: datetime
    saved: dict[type[Model], dict[Any, bool]] = field(default_factory=dict)
    deleted: dict[str, Stood] = field(default_factory=dict)
    facts: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)


_open: ContextVar[Act | None] = ContextVar("act", default=None)


def act(verb: Callable[P, R]) -> Callable[P, R]:
    """The verb as an act: all of it or nothing, and its entry. It has `now`, and `by` where a person does it."""
    told = inspect.signature(verb)
    if "now" not in told.parameters:
        raise TypeError(f"{verb.__qualname__} is no act: it is not told when")
    event = event_of(verb)

    @wraps(verb)
    def acted(*args: P.args, **kwargs: P.kwargs) -> R:
        given = told.bind(*args, **kwargs).arguments
        with opened(event, by=given.get("by"), now=given["now"]):
            return verb(*args, **kwargs)

    return acted


def event_of(verb: Callable[..., Any]) -> str:
    """ "progress.validate": module and name of the verb."""
    return f"{verb.__module__.rpartition('.')[2]}.{verb.__name__}"


@contextmanager
def opened(event: str, *, by: User | None, now: datetime, durable: bool = False) -> Iterator[None]:
    """An act as a block. Inside another one it is part of that one: undone alone, entered together."""
    outer = _open.get()
    if outer is not None:
        with transaction.atomic(), _forgotten_if_undone(outer):
            yield
        return
    own = Act(event, by, now)
    token = _open.set(own)
    try:
        with transaction.atomic(durable=durable):
            yield
            _enter(own)
    finally:
        _open.reset(token)


@contextmanager
def rehearsed() -> Iterator[None]:
    """A transaction that is undone at its end, to see what would become of it: nothing of it is entered."""
    token = _open.set(Act("", None, NEVER))
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        _open.reset(token)


def happened(event: str, *, chain: str, by: User | None, now: datetime, side: str = "", **facts: Any) -> None:
    """Something that changes no row (a sign-in, a copy taken away): an entry of facts, hashes and references only.

    `side`: the country that alone may read it.
    """
    with opened(event, by=by, now=now):
        current = _open.get()
        if current is not None:
            current.facts.append((chain, side, facts))


def changed(model: type[Model], keys: Iterable[Any], *, new: bool = False) -> None:
    """Rows that were written in bulk, of which Django tells nobody."""
    current = _open.get()
    if current is not None and hasattr(model, "RECORD"):
        known = current.saved.setdefault(model, {})
        for key in keys:
            known[key] = known.get(key, False) or new


def watch() -> None:
    """Listens to what is saved and deleted: called once, when the apps are there."""
    for model in recorded_models():
        post_save.connect(_saved, sender=model)
        pre_delete.connect(_about_to_go, sender=model)
        post_delete.connect(_deleted, sender=model)
        for name in model.RECORD.many:
            m2m_changed.connect(_joined, sender=model._meta.get_field(name).remote_field.through)


# --- What is noticed --------------------------------------------------------------------------------------
def _saved(sender: type[Model], instance: Model, created: bool, **told: Any) -> None:
    changed(sender, [instance.pk], new=created)


def _about_to_go(sender: type[Model], instance: Model, **told: Any) -> None:
    """Its chain and side are known only while it is there."""
    current = _open.get()
    if current is not None and not current.saved.get(sender, {}).get(instance.pk):
        for row in states(sender, [instance.pk]):
            current.deleted[row.ref] = row.gone()


def _deleted(sender: type[Model], instance: Model, **told: Any) -> None:
    current = _open.get()
    if current is not None:
        current.saved.get(sender, {}).pop(instance.pk, None)


def _joined(sender: Any, instance: Model, action: str, reverse: bool, **told: Any) -> None:
    if action.startswith("post_") and not reverse:
        changed(type(instance), [instance.pk])


@contextmanager
def _forgotten_if_undone(current: Act) -> Iterator[None]:
    saved = {model: dict(keys) for model, keys in current.saved.items()}
    deleted, facts = dict(current.deleted), list(current.facts)
    try:
        yield
    except BaseException:
        current.saved, current.deleted, current.facts = saved, deleted, facts
        raise


# --- What is entered --------------------------------------------------------------------------------------
def _enter(own: Act) -> None:
    stood = [row for model, keys in own.saved.items() for row in states(model, keys)]
    there = {row.ref for row in stood}
    stood += [row for name, row in own.deleted.items() if name not in there]
    new = {model: {key for key, is_new in keys.items() if is_new} for model, keys in own.saved.items()}
    chains.enter(own.event, by=own.by, now=own.now, things=stood, facts=own.facts, new=new)
