"""A model that words problem statements better; it never sees a fix."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pydantic import JsonValue

from engine.models.upstream import ProviderFailed, Refused, Request, Upstream

_TASK = (
    "You are given what is known of a problem in a program: a commit's message, an issue or the "
    "output of failing tests. Write it as a clear report for the developer who has to solve it: "
    "what happens, what should happen, and every name, value and example that is given. Do not "
    "guess a cause, do not propose a solution, add nothing. Answer with the report alone."
)
_MAX_TOKENS = 2000
_SECONDS = 120.0


@dataclass(slots=True)
class Writer:
    """Asks the model, and counts what that took."""

    _upstream: Upstream
    _runner: asyncio.Runner
    questions: int = 0
    tokens: int = 0
    failures: int = 0
    """Questions without an answer: their statements stay as they are."""

    def __call__(self, statement: str) -> str | None:
        """The report; None where there was no answer."""
        messages: list[JsonValue] = [
            {"role": "system", "content": _TASK},
            {"role": "user", "content": statement},
        ]
        request = Request(
            role="solve", body={"messages": messages}, max_tokens=_MAX_TOKENS, seconds=_SECONDS
        )
        self.questions += 1
        try:
            answer = self._runner.run(self._upstream.complete(request))
        except (Refused, ProviderFailed):
            self.failures += 1
            return None
        self.tokens += answer.input_tokens + answer.output_tokens
        text = answer.message.get("content")
        return text.strip() if isinstance(text, str) and answer.finish_reason == "stop" else None


@contextmanager
def open_writer(upstream: Upstream) -> Iterator[Writer]:
    """A writer, until it is closed."""
    with asyncio.Runner() as runner:
        try:
            yield Writer(upstream, runner)
        finally:
            runner.run(upstream.close())
