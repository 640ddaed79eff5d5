"""What a job's agent is given to speak to its model, and the record of what was said."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive.values import Exchange
from engine.models.caps import Account, Caps
from sandbox.interface import Mount

if TYPE_CHECKING:
    from engine.models.gateway import Gateway

MODEL = "/hgm/model"
_SLACK_SECONDS = 30.0
"""Between the opening of the socket and the agent's first moment."""


class ProviderTrouble(Exception):
    """A model's provider failed for longer than was worth waiting: says nothing of the agent."""


class Starved(Exception):
    """The run's tokens did not suffice for what an agent asked: says nothing of the agent."""


@dataclass(slots=True)
class Conversation:
    """One agent's way to its model."""

    mounts: tuple[Mount, ...] = ()
    words: dict[str, object] = field(default_factory=dict)
    """For the job file."""


class Models:
    """Opens conversations; with no gateway, agents have no model."""

    def __init__(
        self, gateway: "Gateway | None" = None, caps: Caps | None = None, run: Account | None = None
    ) -> None:
        self._gateway = gateway
        self._caps = caps or Caps()
        self._run = run

    @contextmanager
    def open(
        self, job: int, role: str, *, seconds: float, heard: list[Exchange]
    ) -> Iterator[Conversation]:
        """A model for one call of one agent; what is said is added to `heard` at the end.

        Raises, at the end, Starved where the run's tokens and ProviderTrouble where the provider
        failed.
        """
        if self._gateway is None or role not in self._gateway.roles:
            yield Conversation()
            return
        session = None
        seconds += _SLACK_SECONDS
        try:
            with self._gateway.open(
                job=job, role=role, caps=self._caps, seconds=seconds, run=self._run
            ) as session:
                words = {"socket": f"{MODEL}/model.sock", "token": session.token, "role": role}
                yield Conversation((Mount(session.folder, MODEL),), {"model": words})
        finally:
            if session is not None:
                heard.extend(map(_as_exchange, session.record.exchanges))
        if session.record.starved:
            raise Starved(session.record.starved)
        if session.record.trouble:
            raise ProviderTrouble(session.record.trouble)


def _as_exchange(content: bytes) -> Exchange:
    said = json.loads(content)
    return Exchange(
        content=content,
        role=said["role"],
        model=said["model"],
        input_tokens=said["input_tokens"],
        cached_tokens=said["cached_tokens"],
        output_tokens=said["output_tokens"],
        cost=said["cost"],
    )
