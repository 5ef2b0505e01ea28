"""WHO: countries, institutions, people and their appointments. Nothing here knows about roadmaps."""

from accounts.models.appointment import Appointment
from accounts.models.country import Country
from accounts.models.document import Document
from accounts.models.institution import Institution
from accounts.models.institution_change import InstitutionChange, InstitutionChangeNote
from accounts.models.ledger import LedgerChain, LedgerEntry, LedgerThing, Recorded
from accounts.models.letter import Letter
from accounts.models.place import ConsularDistrict, Place
from accounts.models.user import Role, User

__all__ = [
    "Appointment",
    "ConsularDistrict",
    "Country",
    "Document",
    "Institution",
    "InstitutionChange",
    "InstitutionChangeNote",
    "LedgerChain",
    "LedgerEntry",
    "LedgerThing",
    "Letter",
    "Place",
    "Recorded",
    "Role",
    "User",
]
