"""What one piece of work may use of a model: set aside before a question, settled after it."""

import time
from dataclasses import dataclass

MILLION = 1_000_000


class OverLimit(Exception):
    """What is left does not allow the question; the message says of what."""


@dataclass(frozen=True)
class Price:
    """Dollars per million tokens."""

    input: float
    output: float

    def of(self, input_tokens: int, output_tokens: int) -> float:
        """Dollars."""
        return (self.input * input_tokens + self.output * output_tokens) / MILLION


@dataclass(frozen=True)
class Limits:
    """None: no limit."""

    seconds: float
    requests: int | None = None
    tokens: int | None = None
    dollars: float | None = None


class Meter:
    """Counts. One question at a time, so that nothing has to be locked."""

    def __init__(self, limits: Limits, price: Price | None) -> None:
        self.limits = limits
        self.requests = 0
        self.tokens = 0
        self.dollars = 0.0
        self._price = price
        self._deadline = time.monotonic() + limits.seconds

    @property
    def seconds_left(self) -> float:
        """Until the work is stopped."""
        return max(0.0, self._deadline - time.monotonic())

    def left(self) -> dict[str, float | None]:
        """What the agent is told on `GET /v1/budget`."""
        limits = self.limits
        return {
            "requests": _left(limits.requests, self.requests),
            "tokens": _left(limits.tokens, self.tokens),
            "dollars": _left(limits.dollars, self.dollars),
            "seconds": self.seconds_left,
        }

    def admit(self, question_bytes: int, most_output: int) -> None:
        """Count one more request, whatever comes of it.

        Raises OverLimit unless its dearest outcome is within every limit: no tokenizer makes more
        tokens than there are bytes.
        """
        dollars = self._price.of(question_bytes, most_output) if self._price else 0.0
        for name, wanted in (
            ("requests", 1),
            ("tokens", question_bytes + most_output),
            ("dollars", dollars),
        ):
            left = self.left()[name]
            if left is not None and wanted > left:
                raise OverLimit(f"{wanted:,.6g} {name} may be needed and {left:,.6g} are left.")
        self.requests += 1

    def count(self, input_tokens: int, output_tokens: int) -> None:
        """What a request used, or may have used."""
        self.tokens += input_tokens + output_tokens
        self.dollars += self._price.of(input_tokens, output_tokens) if self._price else 0.0

    def __str__(self) -> str:
        money = f", ${self.dollars:.4f}" if self._price else ""
        return f"{self.requests} questions, {self.tokens:,} tokens{money}"


def _left(limit: float | None, used: float) -> float | None:
    return None if limit is None else max(0, limit - used)
