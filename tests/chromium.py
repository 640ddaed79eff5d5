"""A page in a real browser: what is on it, what it complains of, what it asks for."""

import fcntl
import json
import os
import select
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_OPTIONS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
    *("--no-first-run", "--disable-extensions"),
)
_SECONDS = 120
_COMPLAINTS = ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")


class Page:
    """One tab, driven through the browser's own protocol."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands, self._answers = commands, answers
        self._pending = b""
        self._number = 0
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []

    def begin(self) -> None:
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        attached = self.send("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def open(self, file: Path) -> None:
        self.send("Page.navigate", url=file.absolute().as_uri())
        while not any(each["method"] == "Page.loadEventFired" for each in self.events):
            self._read()

    def send(self, method: str, **parameters: object) -> dict[str, Any]:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while (answer := self._read()).get("id") != self._number:
            pass
        assert "error" not in answer, answer
        return dict(answer["result"])

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._pending:
            assert select.select([self._answers], [], [], _SECONDS)[0], "the browser says nothing"
            more = os.read(self._answers, 1 << 16)
            assert more, "the browser is gone"
            self._pending += more
        text, _, self._pending = self._pending.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        if "method" in message:
            self.events.append(message)
        return message

    def ask(self, expression: str) -> Any:
        """The value of an expression in the page."""
        answer = self.send("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    @property
    def complaints(self) -> list[dict[str, Any]]:
        """What was said on the console, by the page or about it."""
        return [each for each in self.events if each["method"] in _COMPLAINTS]

    @property
    def requests(self) -> list[str]:
        """Every address that was asked for, allowed or not."""
        asked = (each for each in self.events if each["method"] == "Network.requestWillBeSent")
        return [each["params"]["request"]["url"] for each in asked]


@contextmanager
def browser(profile: Path) -> Iterator[Page]:
    """A browser of its own, which is gone afterwards."""
    ends = [end for _ in range(2) for end in os.pipe()]
    heard, commands, answers, said = ends
    # The browser talks on 3 and 4; a shell puts our pipes there, from where neither is in the way.
    high = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (heard, said)]
    words = ["chromium", *_OPTIONS, f"--user-data-dir={profile}", "--remote-debugging-pipe"]
    process = subprocess.Popen(
        ["bash", "-c", f'exec "$@" 3<&{high[0]} 4>&{high[1]}', "-", *words],
        pass_fds=high,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for end in (heard, said, *high):
        os.close(end)
    try:
        page = Page(commands, answers)
        page.begin()
        yield page
    finally:
        os.close(commands)
        os.close(answers)
        process.terminate()
        process.wait(timeout=30)
