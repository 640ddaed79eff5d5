"""The browser's own kind of terminal: a run served on loopback, to pages of ours alone."""

import os
import shlex
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from archive.store import Archive
from engine.configuration import InvalidConfiguration

_HOST = "127.0.0.1"
_POLICY = (
    "default-src 'self' http://{place} 'unsafe-inline' 'unsafe-eval' data: blob:; "
    "connect-src 'self' ws://{place}; frame-ancestors 'none'"
)
"""No request leaves this machine, the page's own font included."""


def serve_browser(folder: Path, *, port: int) -> None:
    """Serve until somebody interrupts; every page that is opened is a process of its own.

    Raises InvalidConfiguration where that cannot be done.
    """
    try:
        from aiohttp import web
        from textual_serve.server import Server
    except ImportError as error:
        raise InvalidConfiguration(
            "hgm browse --serve needs one more package: pip install 'hgm-engine[serve]'"
        ) from error

    place = f"{_HOST}:{port}"
    command = [sys.executable, "-P", "-m", "engine.tui.serving", str(folder.resolve())]
    server = Server(shlex.join(command), host=_HOST, port=port, title=folder.resolve().name)

    def say(_: str) -> None:
        sys.stderr.write(f"{folder} is at http://{place} until you press Ctrl-C\n")
        sys.stderr.flush()

    async def make() -> Any:
        app: Any = await server._make_app()
        app.middlewares.append(web.middleware(guard(place)))
        app.on_startup.clear()
        return app

    try:
        web.run_app(make(), host=_HOST, port=port, print=say)
    except OSError as error:
        raise InvalidConfiguration(
            f"{place} cannot be used: {os.strerror(error.errno or 0)}; choose another --port."
        ) from error


Handler = Callable[[Any], Awaitable[Any]]


def guard(place: str) -> Callable[[Any, Handler], Awaitable[Any]]:
    """What refuses other pages that a browser has open: their names for us, and their scripts."""
    ours = {place, place.replace(_HOST, "localhost")}

    async def guarded(request: Any, handler: Handler) -> Any:
        from aiohttp import web

        origin = request.headers.get("Origin", f"http://{request.host}")
        if request.host not in ours or origin.removeprefix("http://") not in ours:
            raise web.HTTPForbidden(text="This run is shown to its own page only.\n")
        response = await handler(request)
        if not response.prepared:
            response.headers["Content-Security-Policy"] = _POLICY.format(place=place)
        return response

    return guarded


def main() -> None:
    """Show the run to one page."""
    from engine.tui.app import Browse

    folder = Path(sys.argv[1])
    Browse(folder, Archive.open(folder)).run()


if __name__ == "__main__":
    main()
