"""A trusted proxy that signs persons in and names them in a header; believed from its own addresses alone."""

import ipaddress
from collections.abc import Sequence

from fastapi import Request

from deployments.web.sign_in.way import SignInContext, Way
from sql.terms import AccountKind
from tasks.persons.person import PersonRefusedError


def _account(request: Request, context: SignInContext) -> tuple[AccountKind, str] | None:
    header = context.settings.proxy_header
    if header is None or request.client is None or not _within(request.client.host, context.settings.proxy_addresses):
        return None
    names = request.headers.getlist(header)
    if len(names) > 1:
        raise PersonRefusedError(f"the proxy sent {header} {len(names)} times: nobody is known by that")
    return (AccountKind.PROXY, names[0]) if names and names[0] else None


def _within(host: str, networks: Sequence[str]) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return any(address in ipaddress.ip_network(network) for network in networks)


WAY = Way("proxy", "Login of the proxy", account=_account)
