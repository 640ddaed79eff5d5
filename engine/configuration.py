"""What a run is asked to do, from flags and a file, checked; and how two such requests differ."""

import difflib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ByteSize,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from engine.budget import OF_MODELS, InvalidBudget, parse_budget
from engine.models.choose import ProviderModel, parse_model
from engine.models.prices import Price
from engine.policies.choose import COUNT_PENDING, POLICIES, default_alpha


class InvalidConfiguration(Exception):
    """The user's configuration cannot be used; the message says which key and why."""


class Configuration(BaseModel):
    """Everything that decides how a run goes, and nothing else."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    benchmark: str = "bugs"
    """A bundled benchmark's name, or a folder of tasks."""
    tasks: tuple[str, ...] = ()
    """Which of its tasks: numbers, lists, languages; see evals.subset."""
    sealed: Annotated[int, Field(ge=0)] | None = None
    """At most so many sealed tasks; unset: all, or as many as go with a list."""
    repeats: Annotated[int, Field(ge=1, le=100)] = 1
    """Attempts at each task, for tasks whose outcome is noisy."""
    seed_agent: str = "mutator"
    """A bundled seed agent's name, or an agent's folder."""
    policy: str = "tree-rasch"
    """Which search policy decides."""
    alpha: Annotated[float, Field(gt=0, le=2)] = Field(
        default_factory=lambda given: default_alpha(given["policy"])
    )
    """Exponent of the widening schedule: agents <= evaluations^alpha; unset: the policy's own, 0.75
    for tree-rasch, 0.6 for the others."""
    pareto_share: Annotated[float, Field(ge=0, le=1)] = 0.0
    """Share of the expansions that goes to agents which are the best at some task."""
    count_pending: bool = False
    """Whether decisions allow for what verdicts are still to come: quick ones come first."""
    budget: tuple[str, ...] = ("5m",)
    """What may be spent; the first reached stops the run."""
    workers: Annotated[int, Field(ge=1, le=1024)] = 2
    """Jobs that run side by side."""
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 0
    """Seed of every random choice."""
    sandbox: Literal["auto", "docker", "bubblewrap", "process"] = "auto"
    """Where agents run."""
    base_image: str = "debian:bookworm-slim"
    """Docker image on which sandboxes are built for tasks that name none."""
    image_space: ByteSize | None = None
    """What images of tasks may take on disk together, such as 100GB; unset: whatever they take."""
    network: bool = False
    """Whether tasks that ask for the network get it; agents and tests then reach it."""
    improver: Literal["self", "seed"] = "self"
    """Whose `improve` makes children: the agent's own, or the root's (DGM's ablation)."""
    trial: bool = True
    """Whether a child has to solve a trivial task before it counts."""
    packages: tuple[str, ...] = ()
    """Packages that children may require beyond the seed agent's; "*" allows any."""
    models: Mapping[Literal["improve", "solve"], str] = Field(default_factory=dict)
    """Role -> model that agents speak to in it; see engine.models.choose."""
    base_url: Annotated[str, Field(pattern=r"^https?://[^@\s]+$")] | None = None
    """Where openai/NAME is served instead, by chat completions: vLLM, Ollama, OpenRouter."""
    prices: Mapping[str, str] = Field(default_factory=dict)
    """Model -> INPUT/OUTPUT or INPUT/CACHED/OUTPUT, dollars per million tokens, where not known."""
    job_dollars: Annotated[float, Field(gt=0)] | None = None
    """What one job may spend on its model."""
    job_requests: Annotated[int, Field(gt=0)] | None = None
    """Questions that one job may ask its model."""
    job_tokens: Annotated[int, Field(gt=0)] | None = None
    """Input and output tokens that one job may use."""
    solve_seconds: Annotated[float, Field(gt=0)] | None = None
    """Wall seconds of one attempt; unset: what the task says, with a model at least 600."""
    improve_seconds: Annotated[float, Field(gt=0)] | None = None
    """Wall seconds of one self-modification; unset: 60, with a model 1800."""

    @field_validator("budget")
    @classmethod
    def _budget_is_understood(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        try:
            for text in value:
                parse_budget(text)
        except InvalidBudget as error:
            raise ValueError(str(error)) from error
        if not value:
            raise ValueError("give at least one budget, for example 5m")
        return value

    @field_validator("models")
    @classmethod
    def _models_are_known(cls, value: Mapping[str, str]) -> Mapping[str, str]:
        for text in value.values():
            parse_model(text)
        return value

    @model_validator(mode="after")
    def _what_costs_is_bounded(self) -> Self:
        free = [name for name, price in self.prices.items() if Price.parse(price).is_free]
        paid = [
            text
            for text in self.models.values()
            if isinstance(parse_model(text), ProviderModel) and text not in free
        ]
        if paid and not any(parse_budget(text).resource in OF_MODELS for text in self.budget):
            raise ValueError(
                f"the model {paid[0]} costs money: "
                "add a budget in dollars or tokens, for example '$20'"
            )
        return self

    @model_validator(mode="after")
    def _prices_are_of_models(self) -> Self:
        for name, price in self.prices.items():
            if name not in self.models.values():
                raise ValueError(f"there is a price for {name}, and no role has this model")
            Price.parse(price)
        return self

    @field_validator("policy")
    @classmethod
    def _policy_exists(cls, value: str) -> str:
        if value not in POLICIES:
            raise ValueError(f"there is no policy {value!r}: choose from {', '.join(POLICIES)}")
        return value

    @model_validator(mode="after")
    def _policy_can_do_it(self) -> Self:
        if self.pareto_share and self.policy == "best-of-n":
            raise ValueError("best-of-n expands the root alone: leave pareto_share at 0")
        if self.count_pending and self.policy not in COUNT_PENDING:
            raise ValueError(f"count_pending is nothing for {self.policy}: leave it out")
        return self

    @classmethod
    def build(cls, values: Mapping[str, Any]) -> Self:
        """Check values by key. Raises InvalidConfiguration with one sentence."""
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise InvalidConfiguration(_explain(error)) from error


def _explain(error: ValidationError) -> str:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        close = difflib.get_close_matches(key, Configuration.model_fields, n=1)
        hint = f"did you mean {close[0]!r}?" if close else "see hgm evolve --help for all keys."
        return f"Unknown key {key!r}: {hint}"
    message = first["msg"].removeprefix("Value error, ")
    if not key:
        return f"{message[0].upper()}{message[1:]}."
    return message if key == "budget" else f"{key}: {message}."


def read_configuration_file(path: Path) -> dict[str, Any]:
    """The keys of a TOML file, unchecked. Raises InvalidConfiguration."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InvalidConfiguration(f"{path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidConfiguration(f"{path} is not valid TOML: {error}.") from error


def differences(old: Configuration, new: Configuration) -> list[str]:
    """One line per key that differs: `key: old -> new`."""
    before, after = old.model_dump(), new.model_dump()
    return [
        f"{key}: {_said(before[key])} -> {_said(after[key])}"
        for key in before
        if before[key] != after[key]
    ]


def _said(value: object) -> str:
    return "unset" if value is None else str(value)
