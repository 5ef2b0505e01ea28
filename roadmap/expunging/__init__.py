"""Expungements: what got in and must not be here is taken away everywhere, and a tombstone stays.

- `ordering`: the verbs: one person of the owner's side orders it, another one confirms it, and it is done
- `things`: what can be taken away of a report and of what was said about it
- `erasing`: from the rows, their history, the record, closings, letters, uploads and stored copies
"""

from roadmap.expunging.ordering import confirm_expungement, decline_expungement, order_expungement
from roadmap.expunging.things import Item, Thing, things_of, tombstones

__all__ = [
    "Item",
    "Thing",
    "confirm_expungement",
    "decline_expungement",
    "order_expungement",
    "things_of",
    "tombstones",
]
