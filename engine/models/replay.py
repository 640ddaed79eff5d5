"""A model that says again what was recorded: a run can be repeated at no cost."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping

from pydantic import JsonValue

from engine.models.exchange import request_key
from engine.models.upstream import Answer, ProviderFailed, Refused, Request

_NOT_THE_MODELS = {"provider_failed", "deadline", "cut_off"}


class Replay:
    """An upstream that answers recorded requests; the n-th time with the n-th recorded answer."""

    def __init__(self, exchanges: Iterable[bytes], *, name: str = "replay") -> None:
        """Exchanges as engine.models.exchange wrote them, in their order."""
        self.name = name
        self._outcomes: defaultdict[str, list[Answer | Refused]] = defaultdict(list)
        self._asked: defaultdict[str, int] = defaultdict(int)
        for content in exchanges:
            exchange = json.loads(content)
            if (outcome := _read_outcome(exchange)) is not None:
                key = request_key(exchange["role"], exchange["request"])
                self._outcomes[key].append(outcome)

    async def complete(self, request: Request) -> Answer:
        """See Upstream: the recorded answer or refusal; after the last one, the last again."""
        key = request_key(request.role, request.body)
        if key not in self._outcomes:
            raise ProviderFailed(
                f"The record holds no answer to this request ({key[:12]}): "
                "the agent asked something else than when it was recorded."
            )
        outcomes = self._outcomes[key]
        outcome = outcomes[min(self._asked[key], len(outcomes) - 1)]
        self._asked[key] += 1
        if isinstance(outcome, Refused):
            raise Refused(str(outcome), status=outcome.status, code=outcome.code)
        return outcome

    async def close(self) -> None:
        """See Upstream."""


def _read_outcome(exchange: Mapping[str, JsonValue]) -> Answer | Refused | None:
    """What the model said; None where the provider or the clock spoke instead."""
    match exchange:
        case {"answer": {"message": dict() as message, "finish_reason": str() as reason}}:
            return Answer(
                message=message,
                finish_reason=reason,
                input_tokens=_count(exchange, "input_tokens"),
                cached_tokens=_count(exchange, "cached_tokens"),
                cache_write_tokens=_count(exchange, "cache_write_tokens"),
                output_tokens=_count(exchange, "output_tokens"),
                model=str(exchange["model"]),
            )
        case {"error": {"status": int() as status, "code": str() as code, "message": message}}:
            refused = Refused(str(message), status=status, code=code)
            return None if code in _NOT_THE_MODELS else refused
        case _:
            return None


def _count(exchange: Mapping[str, JsonValue], name: str) -> int:
    count = exchange.get(name, 0)  # Records of earlier versions count fewer kinds.
    assert isinstance(count, int)
    return count
