"""Harbor's `task.toml` (schema 1.0 to 1.4): the part of it that decides how a task is run."""

import re
import tomllib
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    FiniteFloat,
    ValidationError,
    field_validator,
    model_validator,
)

from evals.benchmark import InvalidBenchmark, Split

_NEWEST = (1, 4)
_SIZE = re.compile(r"([0-9.]+)([GMK])")
_MEBIBYTES = {"G": 1024.0, "M": 1.0, "K": 1 / 1024}


class Unusable(Exception):
    """A task is well-formed but asks for what is not there; one sentence that starts with it."""


class Network(StrEnum):
    """Harbor's network policies."""

    PUBLIC = "public"
    NONE = "no-network"
    ALLOWLIST = "allowlist"


class _Section(BaseModel):
    # Harbor's files carry keys for other tools; what we read is checked, the rest is theirs.
    model_config = ConfigDict(frozen=True, extra="ignore")


class Metadata(_Section):
    """Free in Harbor; these keys in it are ours."""

    split: Split | None = None
    """Whether the task guides the search or is sealed for the final comparison."""
    strict: bool = False
    """The reward counts only where test.sh exits with 0: what is tested may forge a file."""
    keep_test_changes: bool = False
    """Grade a patch with its changes to how tests run, which are left out otherwise."""
    threshold: FiniteFloat = 1.0
    """The reward from which the task counts as solved."""
    hide_history: bool = False
    """The agent's git repository holds the image's HEAD commit and no other."""


class Agent(_Section):
    """Limits of the attempt."""

    timeout_sec: float = Field(default=600.0, gt=0)
    """Wall seconds the agent may take."""
    user: str | int | None = None
    """Who runs the agent; only root is supported."""
    network_mode: Network | None = None
    """In place of the environment's."""


class Environment(_Section):
    """The sandbox that the task asks for."""

    docker_image: str | None = None
    """A ready image, used instead of building the Dockerfile."""
    build_timeout_sec: float = Field(default=600.0, gt=0)
    """How long building the image may go without a word."""
    workdir: str | None = None
    """Working directory inside, in place of the Dockerfile's."""
    cpus: float = Field(default=1.0, gt=0)
    """Processors."""
    memory_mb: int = Field(default=2048, gt=0)
    """Memory of all processes together, MiB; once `memory = "2G"`."""
    storage_mb: int | None = Field(default=None, gt=0)
    """Disk of all that is written, MiB; once `storage = "10G"`."""
    env: dict[str, str] = {}
    """Variables of every process; `${NAME:-default}` is its default."""
    network_mode: Network | None = None
    """Harbor's default is public."""
    allow_internet: bool | None = None
    """The same, as older files say it."""
    os: str = "linux"
    gpus: int | None = None
    tpu: Any = None
    healthcheck: Any = None
    mcp_servers: list[Any] = []

    @model_validator(mode="before")
    @classmethod
    def _translate_sizes(cls, content: Any) -> Any:
        """The deprecated sizes with a unit."""
        if not isinstance(content, dict):
            return content
        sizes = {
            f"{name}_mb": _mebibytes(name, content[name])
            for name in ("memory", "storage")
            if name in content
        }
        for name, size in sizes.items():
            if content.get(name, size) != size:
                raise ValueError(f"{name} and {name.removesuffix('_mb')} say different things")
        return {**content, **sizes}

    @property
    def network(self) -> Network | None:
        """What the file says of the network, if it does."""
        if self.network_mode is None and self.allow_internet is not None:
            return Network.PUBLIC if self.allow_internet else Network.NONE
        return self.network_mode


def _mebibytes(name: str, size: object) -> int:
    found = _SIZE.fullmatch(str(size).strip().upper())
    if found is None:
        raise ValueError(f'{name} must be a size like "2G" or "512M"')
    return int(float(found[1]) * _MEBIBYTES[found[2]])


class Verifier(_Section):
    """How the tests run."""

    timeout_sec: float = Field(default=600.0, gt=0)
    """Wall seconds the tests may take."""
    env: dict[str, str] = {}
    """Variables of the tests, beside the environment's."""
    user: str | int | None = None
    """Who runs the tests; only root is supported."""
    network_mode: Network | None = None
    """In place of the environment's."""
    environment_mode: Literal["shared", "separate"] | None = None
    """Tests never run where the agent did; "shared" only means that they run in the same image."""
    environment: Environment | None = None
    """Another one for the tests."""
    collect: list[Any] = []

    @model_validator(mode="after")
    def _has_one_environment(self) -> Self:
        if self.environment_mode == "shared" and self.environment:
            raise ValueError("a shared verifier has no environment of its own")
        return self


class Solution(_Section):
    """How the known-good solution is made."""

    env: dict[str, str] = {}
    """Variables of solve.sh, beside the environment's."""


class Package(_Section):
    """How the task is called in a registry."""

    name: str | None = None
    """ORGANISATION/NAME."""


class TaskFile(_Section):
    """One `task.toml`."""

    task: Package = Package()
    metadata: Metadata = Metadata()
    agent: Agent = Agent()
    verifier: Verifier = Verifier()
    environment: Environment = Environment()
    solution: Solution = Solution()
    steps: list[Any] = []
    artifacts: list[Any] = []
    """What the agent leaves for the tests beside its patch: paths, or tables with a `source`."""

    @field_validator("artifacts")
    @classmethod
    def _are_paths(cls, artifacts: list[Any]) -> list[str]:
        return [str(each["source"] if isinstance(each, dict) else each) for each in artifacts]


def read_task_file(path: Path) -> TaskFile:
    """Parse and check one file. Raises InvalidBenchmark naming the file and the key, Unusable."""
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        _check_schema(path, content)
        return TaskFile.model_validate(content)
    except OSError as error:
        raise InvalidBenchmark(f"{path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidBenchmark(f"{path} is not valid TOML: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise InvalidBenchmark(f"{path}: {key}: {first['msg']}.") from error


def _check_schema(path: Path, content: dict[str, Any]) -> None:
    """`schema_version`, in older files `version`; what is newer may mean anything."""
    said = str(content.get("schema_version", content.get("version", "1.0")))
    parts = said.split(".")
    if not all(part.isdecimal() for part in parts):
        raise InvalidBenchmark(f"{path}: schema_version: {said!r} is no version.")
    if tuple(map(int, parts)) > _NEWEST:
        raise Unusable(f"it is written in schema {said}, and 1.4 is the newest that is known here")
