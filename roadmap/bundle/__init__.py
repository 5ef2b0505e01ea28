"""The complete copy of a roadmap for one of its parties: all that it may see, in one zip that proves itself.

What the other party keeps to itself stands in it as a commitment only. Nothing is held in memory but one row or one
piece of a file at a time, and nothing is held open over the database: writers never wait for a copy.
"""

from roadmap.bundle.archive import Tell
from roadmap.bundle.whole import Made, file_name, taken, write

__all__ = ["Made", "Tell", "file_name", "taken", "write"]
