"""One question and what came of it, as canonical JSON: what is recorded is what can be replayed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict

from pydantic import JsonValue

from engine.models.problems import Problem
from engine.models.upstream import Answer, Request


def canonical(value: object) -> bytes:
    """JSON of which there is one form."""
    text = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    # Half a surrogate pair, which some models say, becomes the escape that JSON has for it.
    return text.encode(errors="backslashreplace")


def request_key(role: str, body: Mapping[str, JsonValue]) -> str:
    """The digest by which a recorded request is found again."""
    return hashlib.sha256(canonical({"role": role, "request": body})).hexdigest()


def write_exchange(
    request: Request, outcome: Answer | Problem, *, upstream: str, cost: int, seconds: float
) -> bytes:
    """The record of one exchange; `cost` in billionths of a dollar."""
    kinds = ("input_tokens", "cached_tokens", "cache_write_tokens", "output_tokens")
    used: dict[str, object] = dict.fromkeys(kinds, 0)
    match outcome:
        case Answer():
            used = asdict(outcome)
            used["answer"] = {name: used.pop(name) for name in ("message", "finish_reason")}
        case Problem(status=status, code=code, message=message):
            error = {"status": status, "code": code, "message": message}
            used |= {"model": "", "error": error}
    asked = {"role": request.role, "request": request.body, "upstream": upstream}
    return canonical({**asked, **used, "cost": cost, "seconds": round(seconds, 6)})
