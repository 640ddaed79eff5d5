"""Harbor's `task.toml` (schema 1.0 to 1.4): the part of it that decides how a task is run."""

import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.benchmark import InvalidBenchmark, Split


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


class Agent(_Section):
    """Limits of the attempt."""

    timeout_sec: float = Field(default=600.0, gt=0)
    """Wall seconds the agent may take."""


class Verifier(_Section):
    """Limits of the grading."""

    timeout_sec: float = Field(default=600.0, gt=0)
    """Wall seconds the tests may take."""


class Environment(_Section):
    """The sandbox that the task asks for."""

    docker_image: str | None = None
    """A ready image, used instead of building the Dockerfile."""
    workdir: str | None = None
    """Working directory inside, where the Dockerfile does not say."""
    cpus: float = Field(default=1.0, gt=0)
    """Processors."""
    memory_mb: int = Field(default=2048, gt=0)
    """Memory of all processes together, MiB."""
    storage_mb: int = Field(default=512, gt=0)
    """Disk of all writable folders together, MiB."""


class TaskFile(_Section):
    """One `task.toml`."""

    schema_version: str | None = None
    """Harbor's schema, "1.0" to "1.4"."""
    version: str | None = None
    """The same under its older name."""
    metadata: Metadata = Metadata()
    agent: Agent = Agent()
    verifier: Verifier = Verifier()
    environment: Environment = Environment()


def read_task_file(path: Path) -> TaskFile:
    """Parse and check one file. Raises InvalidBenchmark naming the file and the key."""
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        return TaskFile.model_validate(content)
    except OSError as error:
        raise InvalidBenchmark(f"{path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidBenchmark(f"{path} is not valid TOML: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise InvalidBenchmark(f"{path}: {key}: {first['msg']}.") from error
