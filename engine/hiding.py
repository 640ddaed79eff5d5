"""What of this machine is in no record and no file to publish: keys, and its folders."""

import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from pydantic import JsonValue

from engine.configuration import Configuration
from engine.jobs import EvaluationResult, ExpansionResult, Result

_HIDDEN = "[hidden]"
# Keys as their issuers write them. Nothing looser: a text that is changed without need is a
# question that a replay does not find again.
_KEYS = re.compile(
    r"\bsk-[A-Za-z0-9_-]{16,}|\bBearer [A-Za-z0-9._~+/=-]{16,}|\bAIza[A-Za-z0-9_-]{30,}"
    r"|\bgh[opsur]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}|\bAKIA[A-Z0-9]{16}\b"
    r"|\bhf_[A-Za-z0-9]{20,}|\bxox[abeprs]-[A-Za-z0-9-]{10,}|-----BEGIN [A-Z ]*PRIVATE KEY-----"
)


class Hiding:
    """Replaces keys, and folders of this machine, by words that stand for them.

    `keys` are hidden wherever they occur, besides what looks like a key of a known issuer.
    `folders` are texts and what stands for them; one that every machine has (`/root`, `/tmp`) says
    nothing of this one and stays.
    """

    def __init__(self, keys: Iterable[str] = (), folders: Mapping[str, str] | None = None) -> None:
        telling = {text: name for text, name in (folders or {}).items() if text.count("/") > 1}
        hidden = {**telling, **dict.fromkeys(filter(None, keys), _HIDDEN)}
        self._hidden = sorted(hidden.items(), key=lambda pair: -len(pair[0]))

    def text(self, text: str) -> str:
        """The text without them."""
        for secret, name in self._hidden:
            text = text.replace(secret, name)
        return _KEYS.sub(_HIDDEN, text)

    def value(self, value: JsonValue) -> JsonValue:
        """A JSON value without them in any text or name."""
        match value:
            case str():
                return self.text(value)
            case list():
                return [self.value(each) for each in value]
            case dict():
                return {self.text(name): self.value(each) for name, each in value.items()}
            case _:
                return value

    def content(self, content: bytes) -> bytes:
        """Bytes of any kind without them."""
        return self.text(content.decode(errors="surrogateescape")).encode(errors="surrogateescape")

    def result(self, result: Result) -> Result:
        """What a job brought back without them; its patch or child is what it is."""
        reason, log = self.text(result.reason), self.content(result.log)
        transcript = self.content(result.transcript)
        match result:
            case EvaluationResult():
                told = replace(result, grade_log=self.content(result.grade_log))
                return replace(told, reason=reason, log=log, transcript=transcript)
            case ExpansionResult():
                told_ = replace(result, notes=self.content(result.notes))
                return replace(told_, reason=reason, log=log, transcript=transcript)


def folders(run: Path) -> dict[str, str]:
    """The folders where the engine works on this machine -> what stands for them."""
    places = {
        run.resolve(): "RUN",
        Path.cwd(): "HERE",
        Path.home(): "HOME",
        Path(tempfile.gettempdir()): "TMP",
    }
    return {str(place): name for place, name in places.items()}


def named_in(configuration: Configuration) -> dict[str, str]:
    """The files and addresses that a user named -> what stands for them."""
    named = {configuration.benchmark: "BENCHMARK", configuration.seed_agent: "SEED_AGENT"}
    if configuration.base_url:
        named[configuration.base_url] = "BASE_URL"
    for model in configuration.models.values():
        kind, _, path = model.partition(":")
        if kind in ("scripted", "replay"):
            named[path] = "FILE"
    return named
