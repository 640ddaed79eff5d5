"""Why a call was not answered, as an agent gets to read it."""

import re
from collections.abc import Iterable

_HIDDEN = "[hidden]"
# Keys as providers write them: `sk-...`, `Bearer ...`, `api_key=...`, also where nobody named them.
_KEYS = re.compile(
    r"\bsk-[A-Za-z0-9_*-]{8,}|(?<=Bearer )\S+|(?<=key=)[^\s&\"']+|(?<=key: )[^\s&\"']{8,}",
    re.IGNORECASE,
)
_MAX_MESSAGE = 2000


class Problem(Exception):
    """A typed error: an HTTP status, one word for programs, one sentence for the agent."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message

    def as_json(self) -> dict[str, dict[str, str]]:
        """OpenAI's shape."""
        return {"error": {"type": self.code, "code": self.code, "message": self.message}}


def scrub(text: str, secrets: Iterable[str]) -> str:
    """The text without the secrets, without anything that looks like a key, and not too long."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, _HIDDEN)
    return _KEYS.sub(_HIDDEN, text)[:_MAX_MESSAGE]
