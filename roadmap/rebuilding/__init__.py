"""A host can be changed: roadmaps rebuilt on an empty server from the complete copies of their parties.

- `reading`: a copy is verified by its own verifier before anything of it is read
- `merging`: what the copies hold together; what is in none of them stays the commitment that it is there
- `record`: the chains, byte by byte as they were; `rows`, `past`: from the states that they name, rows and history
- `filling`: what the record leaves to others: countries, people who are only named, contents and texts of closings
- `files`: the files themselves, piece by piece
- `checking`: the figures must be those of the copies, and the record must fit: otherwise nothing is written
"""

from roadmap.rebuilding.reading import Refused
from roadmap.rebuilding.whole import Rebuilt, rebuild

__all__ = ["Rebuilt", "Refused", "rebuild"]
