"""Files that no textual patch can hold: from a task repository, or fetched once."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from evals.benchmark import GradingFailed
from evals.swebench.assets import read_asset
from evals.swebench.rows import Asset

ASKED: list[str] = []


class Pictures(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        ASKED.append(self.path)
        self.send_response(200 if self.path == "/one.png" else 404)
        self.end_headers()
        self.wfile.write(b"\x89PNG")

    def log_message(self, *_: object) -> None:
        """Nobody wants to know."""


@pytest.fixture
def server() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Pictures) as found:
        thread = threading.Thread(target=found.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{found.server_port}"
        found.shutdown()
        thread.join()


def test_an_asset_is_fetched_once(server: str, tmp_path: Path) -> None:
    ASKED.clear()
    asset = Asset(path="shots/one.png", url=f"{server}/one.png", file=None)
    assert read_asset(asset, tmp_path) == b"\x89PNG"
    assert read_asset(asset, tmp_path) == b"\x89PNG"
    assert ASKED == ["/one.png"]


def test_a_task_repositorys_own_file_comes_first(tmp_path: Path) -> None:
    file = tmp_path / "one.png"
    file.write_bytes(b"own")
    asset = Asset(path="one.png", url="http://localhost:1/one.png", file=file)
    assert read_asset(asset, tmp_path / "cache") == b"own"
    assert read_asset(Asset(path="x", url="", file=None), tmp_path) is None


def test_an_asset_that_cannot_be_had_is_no_patchs_fault(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for url in (f"{server}/none.png", "http://localhost:1/x", "file:///etc/passwd"):
        with pytest.raises(GradingFailed, match=url):
            read_asset(Asset(path="x", url=url, file=None), tmp_path)
    monkeypatch.setattr("evals.swebench.assets._MAX_BYTES", 3)
    with pytest.raises(GradingFailed, match="larger than 3 bytes"):
        read_asset(Asset(path="x", url=f"{server}/one.png", file=None), tmp_path)
    assert list(tmp_path.iterdir()) == []
