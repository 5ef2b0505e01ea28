"""How often one address may ask for what costs something; counted by allauth in the shared cache."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest


def allows(request: HttpRequest, action: str) -> bool:
    """One more time; False where there were too many. The rates are in `ACCOUNT_RATE_LIMITS`."""
    return bool(ratelimit.consume(request, app="allauth.account", action=action, limit_get=True))
