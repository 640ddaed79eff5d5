"""`hgm browse --serve` shows a run to its own page and to nobody else's."""

import asyncio
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp
import pytest
from browsing import small_run

from engine.configuration import InvalidConfiguration
from engine.tui.serving import serve_browser


@contextmanager
def served(run: Path) -> Iterator[str]:
    """Host and port where the command serves the run; it has to end when it is interrupted."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["-m", "engine.cli.main", "browse", str(run), "--serve", "--port", str(port)]
    with subprocess.Popen([sys.executable, *words], stderr=subprocess.PIPE, text=True) as command:
        assert command.stderr is not None
        try:
            assert "until you press Ctrl-C" in command.stderr.readline()
            yield f"127.0.0.1:{port}"
        finally:
            command.send_signal(signal.SIGINT)
            assert command.wait(timeout=30) == 0


async def answer(place: str, **headers: str) -> aiohttp.ClientResponse:
    asking = aiohttp.request("GET", f"http://{place}/", headers=headers)
    async with asking as response:
        await response.read()
        return response


async def screen(place: str) -> bytes:
    """What the first page's terminal is told until the run's name is in it."""
    seen = b""
    async with aiohttp.ClientSession() as session:
        where = f"ws://{place}/ws?width=80&height=24"
        async with session.ws_connect(where) as page, asyncio.timeout(60):
            async for message in page:
                if message.type is aiohttp.WSMsgType.BINARY:
                    seen += message.data
                    if b"lineage" in seen and b"agents" in seen:
                        break
    return seen


def test_a_run_is_shown_to_its_own_page_only(tmp_path: Path) -> None:
    small_run(tmp_path / "run")
    with served(tmp_path / "run") as place:
        response = asyncio.run(answer(place))
        assert response.status == 200
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]
        assert asyncio.run(answer(place, Origin=f"http://{place}")).status == 200
        assert asyncio.run(answer(place, Origin="http://evil.example")).status == 403
        assert asyncio.run(answer(place, Host="evil.example")).status == 403
        assert b"lineage" in asyncio.run(screen(place))


def test_without_the_extra_it_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_run(tmp_path / "run")
    monkeypatch.setitem(sys.modules, "textual_serve.server", None)
    with pytest.raises(InvalidConfiguration, match=r"pip install 'hgm-engine\[serve\]'"):
        serve_browser(tmp_path / "run", port=8000)
