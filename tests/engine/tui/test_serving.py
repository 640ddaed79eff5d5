"""`hgm browse --serve` shows a run to its own page and to nobody else's."""

import asyncio
import socket
from pathlib import Path

import pytest
from browsing import small_run

from engine.tui.serving import guard


def test_only_pages_of_ours_reach_it() -> None:
    web = pytest.importorskip("aiohttp.web", reason="comes with the extra `serve`")
    aiohttp = pytest.importorskip("aiohttp")

    async def handled(request: object) -> object:
        return web.Response(text="the run")

    async def statuses(place: str, port: int) -> list[int]:
        app = web.Application(middlewares=[web.middleware(guard(place))])
        app.add_routes([web.get("/", handled)])
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        found = []
        async with aiohttp.ClientSession() as session:
            for headers in (
                {},
                {"Origin": f"http://{place}"},
                {"Origin": "http://evil.example"},
                {"Host": "evil.example"},
            ):
                async with session.get(f"http://{place}/", headers=headers) as response:
                    found.append(response.status)
        await runner.cleanup()
        return found

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert asyncio.run(statuses(f"127.0.0.1:{port}", port)) == [200, 200, 403, 403]


def test_without_the_extra_it_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    from engine.configuration import InvalidConfiguration
    from engine.tui.serving import serve_browser

    small_run(tmp_path / "run")
    monkeypatch.setitem(sys.modules, "textual_serve.server", None)
    with pytest.raises(InvalidConfiguration, match=r"pip install 'hgm-engine\[serve\]'"):
        serve_browser(tmp_path / "run", port=8000)
