"""A model that says again what was recorded: a run can be repeated at no cost."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from pydantic import JsonValue

from engine.models.exchange import canonical, request_key
from engine.models.upstream import Answer, ProviderFailed, Refused, Request

_NOT_THE_MODELS = {"provider_failed", "deadline", "cut_off"}


# What differs from one run to the next though nothing else does: measured times, addresses, and
# names of temporary files.
_VOLATILE = re.compile(r"\d+\.\d+|0x[0-9a-f]{6,}|/tmp/[\w./-]+", re.IGNORECASE)


class Replay:
    """An upstream that answers recorded requests; the n-th time with the n-th recorded answer.

    A request that was not recorded word for word is taken for one that differs only in measured
    times, addresses and temporary names, if there is one.
    """

    def __init__(self, exchanges: Iterable[bytes], *, name: str = "replay") -> None:
        """Exchanges as engine.models.exchange wrote them, in their order."""
        self.name = name
        self._outcomes: list[Answer | Refused] = []
        self._used: set[int] = set()
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        for content in exchanges:
            exchange = json.loads(content)
            if (outcome := _read_outcome(exchange)) is not None:
                for key in _keys(exchange["role"], exchange["request"]):
                    self._places[key].append(len(self._outcomes))
                self._outcomes.append(outcome)

    async def complete(self, request: Request) -> Answer:
        """See Upstream: the recorded answer or refusal; after the last one, the last again."""
        keys = _keys(request.role, request.body)
        places = next((self._places[key] for key in keys if key in self._places), None)
        if places is None:
            raise ProviderFailed(
                f"The record holds no answer to this request ({keys[0][:12]}): "
                "the agent asked something else than when it was recorded."
            )
        place = next((place for place in places if place not in self._used), places[-1])
        self._used.add(place)
        outcome = self._outcomes[place]
        if isinstance(outcome, Refused):
            raise Refused(str(outcome), status=outcome.status, code=outcome.code)
        return outcome

    async def close(self) -> None:
        """See Upstream."""


def _keys(role: str, request: Mapping[str, JsonValue]) -> tuple[str, str]:
    """The digest of a request as it is, and of what of it is the same in every run."""
    steady = _VOLATILE.sub("#", canonical(request).decode(errors="replace"))
    return request_key(role, request), request_key(role, {"steady": steady})


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
