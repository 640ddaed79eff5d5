"""How a run was asked for and what it spent, for whoever only looks: what drives it is more."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from archive.store import Archive
from engine.budget import Spending
from engine.configuration import Configuration
from engine.models.prices import Price
from engine.policies.choose import make_policy
from engine.policies.policy import Policy


@dataclass(frozen=True, slots=True)
class RunRecord:
    """What a run's folder says of how it was asked for."""

    configuration: Configuration
    benchmark_fingerprint: str
    engine_version: str
    prices: Mapping[str, Price] = field(default_factory=dict)
    """Role -> what its model costs, as it was when the run began."""

    def to_json(self) -> str:
        """As the archive keeps it."""
        return json.dumps(
            {
                "configuration": self.configuration.model_dump(mode="json"),
                "benchmark_fingerprint": self.benchmark_fingerprint,
                "engine_version": self.engine_version,
                "prices": {
                    role: price.model_dump(mode="json") for role, price in self.prices.items()
                },
            },
            indent=1,
        )

    @classmethod
    def from_json(cls, text: str) -> "RunRecord":
        """Read what `to_json` wrote."""
        content = json.loads(text)
        return cls(
            Configuration.build(content["configuration"]),
            content["benchmark_fingerprint"],
            content["engine_version"],
            {
                role: Price.model_validate(price)
                for role, price in content.get("prices", {}).items()
            },
        )


def read_record(archive: Archive) -> RunRecord:
    """How the run was asked for."""
    return RunRecord.from_json(archive.configuration)


def policy_of(configuration: Configuration) -> Policy:
    """The policy that a run was asked for with."""
    return make_policy(
        configuration.policy,
        alpha=configuration.alpha,
        pareto_share=configuration.pareto_share,
        pending=configuration.count_pending,
    )


def spending_so_far(archive: Archive) -> Spending:
    """What the search has spent and promised, and models in all, from the record alone.

    Wall time is the length of time in which at least one finished job was running.
    """
    effort, use = archive.effort(), archive.model_use()
    return Spending(
        work=effort.work,
        wall=effort.wall,
        evaluations=effort.evaluations,
        expansions=effort.expansions,
        expansion_work=effort.expansion_work,
        ended_evaluations=effort.ended_evaluations,
        ended_expansions=effort.ended_expansions,
        tokens=sum(each.tokens for each in use),
        cost=sum(each.cost for each in use),
    )
