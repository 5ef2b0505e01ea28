"""The head of each chain of the record, sent to the capitals every night.

Whoever holds yesterday's head proves that nothing before it was changed since, by a letter alone: no server has to be
trusted. The same head is kept as a file, signed with this installation's key.

- `sending`: what `run_due` does, once a day for each capital; `signing`: the key and the signed file
"""

from roadmap.heads.sending import of_roadmap, send

__all__ = ["of_roadmap", "send"]
