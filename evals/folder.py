"""A folder of tasks in Harbor's on-disk format, as a benchmark."""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.benchmark import Grade, InvalidBenchmark, Patch, Split, Task
from evals.dockerfile import PlainEnvironment, read_folder, read_plain_dockerfile
from evals.patches import compare
from evals.splits import complete_splits
from evals.task_file import TaskFile, read_task_file
from sandbox.files import File, Files
from sandbox.interface import Ending, Limits, Sandbox, SandboxSpec, UnsafeContent

_TESTS, _LOGS, _SOLUTION = "/tests", "/logs", "/solution"
_MAX_REPOSITORY_BYTES = 64 * 1024**2
_MAX_REPOSITORY_FILES = 10_000


@dataclass(frozen=True, slots=True)
class _Content:
    """Everything of one task folder that the sandbox gets to see, and when."""

    start: Files
    tests: Files
    solution: Files
    strict: bool


class FolderBenchmark:
    """Tasks read from `folder/*/task.toml` (Harbor schema 1.0 to 1.4), graded by `tests/test.sh`.

    Files in a folder `tests` beside the tasks are part of every task's own `tests`.

    A task says in `[metadata] split` whether it is for the search or sealed; where none does, 60 %
    of the tasks, chosen by a hash of their names, guide the search.
    """

    def __init__(self, name: str, tasks: Sequence[Task], contents: Mapping[str, _Content]) -> None:
        self.name = name
        self.left_out: Mapping[str, str] = {}
        self.tasks = tuple(tasks)
        self._contents = contents
        self.fingerprint = _fingerprint(self.tasks, contents)

    def prepare(self, task: Task, sandbox: Sandbox) -> None:
        """Copy the task's files into its working directory."""
        sandbox.copy_in(self._contents[task.id].start, task.workdir)

    def collect(self, task: Task, sandbox: Sandbox) -> Patch:
        """Compare the working directory with what `prepare` put there."""
        after = sandbox.copy_out(
            task.workdir, max_bytes=_MAX_REPOSITORY_BYTES, max_files=_MAX_REPOSITORY_FILES
        )
        return compare(self._contents[task.id].start, after)

    def grade(self, task: Task, patch: Patch, sandbox: Sandbox) -> Grade:
        """Run `tests/test.sh` on the patched starting files and read the reward it leaves."""
        self.prepare(task, sandbox)
        sandbox.copy_in(patch.after, task.workdir)
        sandbox.copy_in(self._contents[task.id].tests, _TESTS)
        command = ["sh", f"{sandbox.path(_TESTS)}/test.sh"]
        completed = sandbox.exec(
            command,
            cwd=task.workdir,
            seconds=task.grade_seconds,
        )
        if completed.ending is not Ending.EXITED:
            log = completed.output + f"\nThe tests were stopped: {completed.ending}.\n".encode()
            return Grade(reward=0.0, log=log)
        reward = _reward(sandbox)
        if self._contents[task.id].strict and reward and completed.exit_code != 0:
            reward = 0.0
        return Grade(reward=reward, log=completed.output)

    def solution(self, task: Task, sandbox: Sandbox) -> Patch | None:
        """What `solution/solve.sh` changes in the working directory."""
        if not self._contents[task.id].solution:
            return None
        self.prepare(task, sandbox)
        sandbox.copy_in(self._contents[task.id].solution, _SOLUTION)
        command = ["sh", f"{sandbox.path(_SOLUTION)}/solve.sh"]
        completed = sandbox.exec(command, cwd=task.workdir, seconds=task.solve_seconds)
        if not completed.succeeded:
            text = completed.output.decode(errors="replace")
            raise InvalidBenchmark(f"{task.id}: solution/solve.sh failed: {text}")
        return self.collect(task, sandbox)

    def visible(self, task: Task) -> Files:
        """The starting files."""
        return self._contents[task.id].start


def load_folder(folder: Path, *, name: str, tests: Path | None = None) -> FolderBenchmark:
    """Read every task below `folder`; what `tests` holds, else the folder's own `tests`, is shared.

    Raises InvalidBenchmark with one sentence.
    """
    if not folder.is_dir():
        raise InvalidBenchmark(
            f"{folder} is not a folder; a benchmark is a folder of task folders."
        )
    folders = sorted(path.parent for path in folder.glob("*/task.toml"))
    if not folders:
        raise InvalidBenchmark(f"{folder} holds no */task.toml, so there is no task in it.")
    read = [(path, read_task_file(path / "task.toml")) for path in folders]
    splits = complete_splits({path.name: file.metadata.split for path, file in read})
    tests = tests or folder / "tests"
    shared = read_folder(tests) if tests.is_dir() else {}
    loaded = [_load_task(path, file, splits[path.name], shared) for path, file in read]
    return FolderBenchmark(
        name, [task for task, _ in loaded], {task.id: content for task, content in loaded}
    )


def _load_task(folder: Path, file: TaskFile, split: Split, shared: Files) -> tuple[Task, _Content]:
    environment = _environment(folder, file)
    limits = Limits(
        cpus=file.environment.cpus,
        memory_bytes=file.environment.memory_mb * 1024**2,
        disk_bytes=file.environment.storage_mb * 1024**2,
    )
    task = Task(
        id=folder.name,
        split=split,
        instruction=_read_text(folder / "instruction.md"),
        workdir=environment.workdir,
        solving=SandboxSpec(writable=(environment.workdir,), limits=limits),
        grading=SandboxSpec(
            writable=(environment.workdir, _TESTS, _LOGS, _SOLUTION), limits=limits
        ),
        solve_seconds=file.agent.timeout_sec,
        grade_seconds=file.verifier.timeout_sec,
        keeps_tampering=file.metadata.keep_test_changes,
    )
    tests = {**shared, **read_folder(folder / "tests")}
    if "test.sh" not in tests:
        raise InvalidBenchmark(
            f"{folder}/tests/test.sh is missing, so nothing can grade this task."
        )
    solution = read_folder(folder / "solution") if (folder / "solution").is_dir() else {}
    return task, _Content(environment.files, tests, solution, file.metadata.strict)


def _environment(folder: Path, file: TaskFile) -> PlainEnvironment:
    dockerfile = folder / "environment" / "Dockerfile"
    if not dockerfile.is_file():
        raise InvalidBenchmark(f"{dockerfile} is missing.")
    environment = read_plain_dockerfile(dockerfile)
    if environment is None or file.environment.docker_image:
        raise InvalidBenchmark(
            f"{dockerfile} does more than FROM a python image, WORKDIR and COPY below it; "
            "tasks that need an image of their own are not supported yet."
        )
    return environment


def _read_text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidBenchmark(f"{path} cannot be read as UTF-8 text: {error}.") from error


def _reward(sandbox: Sandbox) -> float | None:
    """Harbor's reward: `reward.json` (its `reward`, or its only number), else `reward.txt`."""
    for name, parse in (("reward.json", _parse_json), ("reward.txt", float)):
        try:
            text = sandbox.read_file(f"{_LOGS}/verifier/{name}", max_bytes=65536).decode()
            reward = parse(text)
        except FileNotFoundError:
            continue
        except (ValueError, UnsafeContent):
            return None
        return reward if math.isfinite(reward) else None
    return None


def _parse_json(text: str) -> float:
    rewards = json.loads(text)
    if not isinstance(rewards, dict) or not rewards:
        raise ValueError("reward.json is no object of numbers")
    value = rewards["reward"] if "reward" in rewards else next(iter(rewards.values()))
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("reward.json holds something that is no number")
    return float(value)


def _fingerprint(tasks: Sequence[Task], contents: Mapping[str, _Content]) -> str:
    digest = hashlib.sha256()
    for task in tasks:
        content = contents[task.id]
        digest.update(f"{task!r} {content.strict}".encode())
        for part in (content.start, content.tests):
            for path, file in sorted(part.items()):
                digest.update(_stamp(path, file))
    return digest.hexdigest()


def _stamp(path: str, file: File) -> bytes:
    content = hashlib.sha256(file.content).hexdigest()
    return f"{path}\0{content}\0{file.executable}\n".encode()
