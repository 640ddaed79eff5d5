"""A folder of tasks in Harbor's on-disk format, as a benchmark."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evals.benchmark import Grade, GradingFailed, InvalidBenchmark, Patch, Split, Task
from evals.dockerfile import read_folder
from evals.harbor.datasets import find_tasks
from evals.harbor.patching import apply_patch
from evals.harbor.places import SOLUTION, TESTS, Places, read_places
from evals.harbor.rewards import REWARD_FILES, VERIFIER, read_reward
from evals.harbor.scripts import run_script
from evals.harbor.unsupported import refuse_unsupported
from evals.harbor.variables import resolve
from evals.patches import compare
from evals.splits import complete_splits
from evals.task_file import Network, TaskFile, Unusable, read_task_file
from sandbox.files import File, Files
from sandbox.folder import size_of
from sandbox.interface import Completed, Ending, Recipe, Sandbox, SandboxSpec, UnsafeContent

_MAX_REPOSITORY_BYTES = 64 * 1024**2
_MAX_REPOSITORY_FILES = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Content:
    """Everything of one task folder that the sandbox gets to see, and when."""

    places: Places
    tests: Files
    solution: Files
    tests_variables: Mapping[str, str]
    solution_variables: Mapping[str, str]
    strict: bool
    threshold: float


class FolderBenchmark:
    """Tasks in Harbor's format (schema 1.0 to 1.4), graded by `tests/test.sh`.

    Files in a folder `tests` beside the tasks are part of every task's own `tests`.

    A task says in `[metadata] split` whether it is for the search or sealed; where none does, 60 %
    of the tasks, chosen by a hash of their names, guide the search.
    """

    def __init__(
        self,
        name: str,
        tasks: Sequence[Task],
        contents: Mapping[str, _Content],
        left_out: Mapping[str, str],
    ) -> None:
        self.name = name
        self.left_out: Mapping[str, str] = {}
        self.tasks = tuple(tasks)
        self.left_out = left_out
        self._contents = contents
        self.fingerprint = _fingerprint(self.tasks, contents)

    def prepare(self, task: Task, sandbox: Sandbox) -> None:
        """Copy the task's files into its working directory, where no image has them there."""
        sandbox.copy_in(self._contents[task.id].places.start, task.workdir)

    def collect(self, task: Task, sandbox: Sandbox) -> Patch:
        """Compare the working directory with what the image, or else `prepare`, put there."""
        if task.solving.image is None:
            after = sandbox.copy_out(
                task.workdir, max_bytes=_MAX_REPOSITORY_BYTES, max_files=_MAX_REPOSITORY_FILES
            )
            return compare(self._contents[task.id].places.start, after)
        try:
            before = sandbox.original(task.workdir)
        except UnsafeContent as error:
            raise GradingFailed(f"the image of {task.id} cannot be compared: {error}") from error
        size = sum(size_of(before, path) for path in before)
        after = sandbox.copy_out(
            task.workdir,
            max_bytes=size + _MAX_REPOSITORY_BYTES,
            max_files=len(before) + _MAX_REPOSITORY_FILES,
            links=True,
        )
        return compare(before, after, max_bytes=2 * _MAX_REPOSITORY_BYTES)

    def grade(self, task: Task, patch: Patch, sandbox: Sandbox) -> Grade:
        """Run `tests/test.sh` on the patched repository and read the reward it leaves."""
        if patch.text and not patch.changes:
            raise GradingFailed(f"{task.id}: a patch of which only the text is known")
        content = self._contents[task.id]
        self.prepare(task, sandbox)
        try:
            apply_patch(patch, sandbox, task.workdir)
        except UnsafeContent as error:
            log = f"The patch cannot be applied: {error}.\n".encode()
            return Grade(reward=0.0, threshold=content.threshold, log=log)
        completed = _run_tests(task, content, sandbox)
        if completed.ending is not Ending.EXITED:
            log = completed.output + f"\nThe tests were stopped: {completed.ending}.\n".encode()
            return Grade(reward=0.0, threshold=content.threshold, log=log)
        reward, said = read_reward(sandbox)
        if content.strict and reward and completed.exit_code != 0:
            reward = 0.0
        if reward is None and content.places.tests_wish is Network.ALLOWLIST:
            said += "\nThis task lists hosts for its tests, which is not supported: no network."
        log = completed.output + f"\n{said}\n".encode()
        return Grade(reward=reward, threshold=content.threshold, log=log)

    def solution(self, task: Task, sandbox: Sandbox) -> Patch | None:
        """What `solution/solve.sh` changes in the working directory."""
        content = self._contents[task.id]
        if "solve.sh" not in content.solution:
            return None
        self.prepare(task, sandbox)
        sandbox.copy_in(content.solution, SOLUTION)
        completed = run_script(
            sandbox,
            f"{SOLUTION}/solve.sh",
            content.solution["solve.sh"].content,
            cwd=task.workdir,
            seconds=task.solve_seconds,
            environment=content.solution_variables,
        )
        if not completed.succeeded:
            text = completed.output.decode(errors="replace")
            raise InvalidBenchmark(f"{task.id}: solution/solve.sh failed: {text}")
        return self.collect(task, sandbox)

    def visible(self, task: Task) -> Files:
        """The starting files, where no image has them."""
        return self._contents[task.id].places.start


def _run_tests(task: Task, content: _Content, sandbox: Sandbox) -> Completed:
    tests = content.tests
    try:
        sandbox.copy_in(dict.fromkeys(REWARD_FILES), VERIFIER)
        if content.places.brings_tests and "test.sh" in (own := sandbox.original(TESTS)):
            tests = own
        else:
            sandbox.copy_in(tests, TESTS)
    except UnsafeContent as error:
        raise GradingFailed(
            f"the image of {task.id} is in the way of its tests: {error}"
        ) from error
    return run_script(
        sandbox,
        f"{TESTS}/test.sh",
        tests["test.sh"].content if "test.sh" in tests else b"",
        cwd=content.places.tests_cwd,
        seconds=task.grade_seconds,
        environment=content.tests_variables,
    )


def load_folder(folder: Path, *, name: str, tests: Path | None = None) -> FolderBenchmark:
    """Read the tasks in `folder`; what `tests` holds, else the folder's own `tests`, is shared.

    A task that asks for what is not there is left out and named. Raises InvalidBenchmark with one
    sentence where a task is broken, or where none is left.
    """
    found = find_tasks(folder)
    tests = tests or folder / "tests"
    shared = read_folder(tests) if tests.is_dir() and found.folders != [folder] else {}
    left_out = dict(found.left_out)
    files: dict[Path, TaskFile] = {}
    contents: dict[str, _Content] = {}
    for path in found.folders:
        try:
            files[path] = file = read_task_file(path / "task.toml")
            contents[path.name] = _read_content(path, file, shared)
        except Unusable as reason:
            left_out[path.name] = f"{reason}."
            files.pop(path, None)
    if not files:
        named = "; ".join(f"{id}: {why}" for id, why in list(left_out.items())[:3])
        raise InvalidBenchmark(f"No task in {folder} can be used: {named or 'it lists none.'}")
    if len(contents) < len(files):
        raise InvalidBenchmark(f"{folder} lists two task folders of one name.")
    splits = complete_splits({path.name: file.metadata.split for path, file in files.items()})
    tasks = [
        _task(path, file, contents[path.name].places, splits[path.name])
        for path, file in files.items()
    ]
    return FolderBenchmark(name, tasks, contents, left_out)


def _read_content(folder: Path, file: TaskFile, shared: Files) -> _Content:
    """Everything that the task's sandboxes are made of. Raises InvalidBenchmark, Unusable."""
    refuse_unsupported(folder, file)
    places = read_places(folder, file)
    own = read_folder(folder / "tests") if (folder / "tests").is_dir() else {}
    tests = {**shared, **own}
    if "test.sh" not in tests and not places.brings_tests:
        raise InvalidBenchmark(
            f"{folder}/tests/test.sh is missing, so nothing can grade this task."
        )
    solution = folder / "solution"
    environment = file.verifier.environment or file.environment
    return _Content(
        places=places,
        tests=tests,
        solution=read_folder(solution) if solution.is_dir() else {},
        tests_variables=resolve(environment.env, file.verifier.env),
        solution_variables={
            "DEBIAN_FRONTEND": "noninteractive",
            **resolve(file.environment.env, file.solution.env),
        },
        strict=file.metadata.strict,
        threshold=file.metadata.threshold,
    )


def _task(folder: Path, file: TaskFile, places: Places, split: Split) -> Task:
    return Task(
        id=folder.name,
        split=split,
        instruction=_read_text(folder / "instruction.md"),
        workdir=places.workdir,
        solving=places.solving,
        grading=places.grading,
        oracle=places.oracle,
        solve_seconds=file.agent.timeout_sec,
        grade_seconds=file.verifier.timeout_sec,
        keeps_tampering=file.metadata.keep_test_changes,
    )


def _read_text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidBenchmark(f"{path} cannot be read as UTF-8 text: {error}.") from error


def _fingerprint(tasks: Sequence[Task], contents: Mapping[str, _Content]) -> str:
    digest = hashlib.sha256()
    for task in tasks:
        content = contents[task.id]
        solving, grading = _named(task.solving), _named(task.grading)
        words = replace(task, solving=solving, grading=grading, oracle=None)
        rules = (content.strict, content.threshold, content.places.tests_cwd)
        digest.update(f"{words!r} {rules} {content.tests_variables}".encode())
        for files in (content.places.start, content.tests, *_contexts(task)):
            for path, file in sorted(files.items()):
                digest.update(_stamp(path, file))
    return digest.hexdigest()


def _named(spec: SandboxSpec) -> SandboxSpec:
    """The same with its image by name."""
    return replace(spec, image=str(spec.image))


def _contexts(task: Task) -> Iterator[Files]:
    """What the task's images are built from."""
    image, tests_image = task.solving.image, task.grading.image
    if isinstance(image, Recipe):
        yield image.context
    if isinstance(tests_image, Recipe) and tests_image is not image:
        yield tests_image.context


def _stamp(path: str, file: File) -> bytes:
    content = hashlib.sha256(file.content).hexdigest()
    return f"{path}\0{content}\0{file.executable}\n".encode()
