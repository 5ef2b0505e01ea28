"""Signatures of state: each party's secretariat and foreign ministry bring back what their ministries signed."""

from django.db.models import Exists, OuterRef, Q

from accounts.models import Role
from roadmap.models import PeriodClosing, SignatureCheck, SignedUpload
from roadmap.permissions.sides import Person, own_party, reads_for_country

OFFICES = {Role.SECRETARIAT, Role.FOREIGN_MINISTRY}


def may_sign_for_state(user: Person, closing: PeriodClosing) -> bool:
    """Ask for the originals and bring them back signed."""
    return reads_for_country(user) and user.role in OFFICES and own_party(user, closing.roadmap) is not None


def can_sign_for_state(user: Person, closing: PeriodClosing) -> bool:
    return closing.is_sealed and may_sign_for_state(user, closing)


def may_check_again(user: Person, upload: SignedUpload) -> bool:
    """Whose own side brought it."""
    return may_sign_for_state(user, upload.closing) and user.country_id == upload.country_id  # type: ignore[union-attr]


def visible_uploads(user: Person, roadmaps: Q) -> Q:
    """What the own offices brought, and what was accepted; `roadmaps`: those one may read, seen from an upload."""
    if not reads_for_country(user):
        return Q(pk__in=[])
    accepted = SignatureCheck.objects.filter(upload=OuterRef("pk"), verdict=SignatureCheck.Verdict.ACCEPTED)
    rule = Q(Exists(accepted)) & roadmaps
    return rule | Q(country=user.country_id) if user.role in OFFICES else rule
