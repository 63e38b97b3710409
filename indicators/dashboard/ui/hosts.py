"""Who may ask: requests under a name that is not ours are refused, pages, files and websockets alike.

A page on another site can have its own name lead to this machine (DNS rebinding); its browser then takes the dashboard
for a part of that site, which could read and write the store. The name it asks under gives it away.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config

LOCAL = ("localhost", "127.0.0.1", "::1")
"""Names of this machine, which are always served."""

REFUSED = (
    "This dashboard does not answer to the name it was asked under. Open it as localhost, or start it with "
    "--server.allowedHosts and the name.\n"
)

_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([^\s/@:?#\[\]]+?)\.?)(?::\d+)?", re.IGNORECASE)


class Hosts:
    """Middleware that serves this machine's names and those of `server.allowedHosts` and `browser.serverAddress`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        asked = [*config.get_option("server.allowedHosts"), config.get_option("browser.serverAddress")]
        self.names = list(dict.fromkeys([*LOCAL, *(name.strip().lower().rstrip(".") for name in asked)]))
        config.set_option("server.allowedHosts", self.names)  # which Streamlit itself asks for a websocket

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] in ("http", "websocket") and not self.serves(Headers(scope=scope).getlist("host")):
            await PlainTextResponse(REFUSED, 403)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def serves(self, hosts: list[str]) -> bool:
        """Whether a request with these Host headers is for one name that is ours, with any port."""
        found = _HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
        name = (found[1] or found[2]).lower() if found else ""
        return any(fnmatchcase(name, ours) for ours in self.names if name)
