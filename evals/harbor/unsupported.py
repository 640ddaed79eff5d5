"""What a task may ask for that is not there."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from evals.task_file import Environment, TaskFile, Unusable

_COMPOSE = ("docker-compose.yaml", "docker-compose.yml")
_ROOT = ("root", "0", "None")
# Agents and tests use these; what happens there is nobody's patch.
_TAKEN = ("/tests", "/logs", "/solution", "/hgm", "/proc", "/sys", "/dev")
_SYSTEM = (
    *("/", "/bin", "/boot", "/etc", "/home", "/lib", "/lib64", "/media", "/mnt", "/opt", "/run"),
    *("/sbin", "/srv", "/usr", "/usr/bin", "/usr/lib", "/usr/local", "/var", "/tmp"),
)


def refuse_unsupported(folder: Path, file: TaskFile) -> None:
    """Raises Unusable with the first reason why a task cannot be run here, if there is one."""
    for reason in _reasons(folder, file):
        raise Unusable(reason)


def _reasons(folder: Path, file: TaskFile) -> Iterator[str]:
    if file.steps or (folder / "steps").is_dir():
        yield "it has several steps, and only tasks of one are supported"
    if (folder / "trajectory.json").exists():
        yield "it goes on with a conversation (trajectory.json), which agents cannot do here"
    for part in ("environment", "tests"):
        for name in _COMPOSE:
            if (folder / part / name).exists():
                yield f"it takes several containers ({part}/{name}), and a sandbox is one"
    yield from _about_environment(file.environment)
    if file.verifier.environment:
        yield from _about_environment(file.verifier.environment)
    for who, user in (("agent", file.agent.user), ("tests", file.verifier.user)):
        if str(user) not in _ROOT:
            yield f"it wants its {who} to run as the user {user}, and only root is supported"
    if file.verifier.collect:
        yield "it wants commands to run where the agent was ([[verifier.collect]])"


def _about_environment(environment: Environment) -> Iterator[str]:
    if environment.os.lower() != "linux":
        yield f"it is for {environment.os}, and sandboxes are Linux"
    if environment.gpus or environment.tpu:
        yield "it needs an accelerator, and sandboxes have none"
    if environment.healthcheck:
        yield "it waits for a service (healthcheck), and sandboxes start none"
    if environment.mcp_servers:
        yield "it brings MCP servers, which agents cannot use here"


def refuse_workdir(workdir: str) -> None:
    """Raises Unusable where a folder cannot be a repository."""
    path = PurePosixPath(workdir)
    if not path.is_absolute() or ".." in path.parts:
        raise Unusable(f"its working directory {workdir} is no absolute path")
    if str(path) in _SYSTEM or any(path.is_relative_to(each) for each in _TAKEN):
        raise Unusable(
            f"its working directory {workdir} is the system's, and what an agent changes must be "
            "in a folder of its own: set [environment] workdir"
        )


def refuse_artifacts(file: TaskFile, workdir: str) -> None:
    """Raises Unusable where tests want more of the agent's sandbox than its patch."""
    for path in file.artifacts:
        if path.startswith("/") and not PurePosixPath(path).is_relative_to(workdir):
            raise Unusable(
                f"its tests want {path} from where the agent was (artifacts), "
                f"and only what changed in {workdir} gets there"
            )
