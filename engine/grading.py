"""From a patch to its verdict, in sandboxes that whoever made it never saw."""

from dataclasses import dataclass, replace

from evals.benchmark import Benchmark, Grade, GradingFailed, Patch, Task
from evals.patches import UnusablePatch, reaches_git, read_patch
from evals.tampering import tampering, without
from sandbox.interface import Sandboxes, SandboxSpec, UnsafeContent

NOTHING = Patch((), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grader:
    """Grades patches for the tasks of a benchmark; usable from any thread."""

    benchmark: Benchmark
    sandboxes: Sandboxes
    labels: tuple[tuple[str, str], ...]
    """See SandboxSpec."""
    network: bool = False
    """Whether tasks that ask for the network get it."""

    def allowed(self, spec: SandboxSpec) -> SandboxSpec:
        """What a task asks for, as far as the user allows it."""
        return replace(spec, network=spec.network and self.network, labels=self.labels)

    def grade(self, task: Task, patch: Patch) -> Grade:
        """Judge a patch in a clean sandbox. Raises GradingFailed and SandboxUnavailable.

        Tests that give no reward are the task's fault only if they give none without the patch.
        """
        grade = self._grade_once(task, patch)
        if grade.reward is None and self._grade_once(task, NOTHING).reward is None:
            deaf = task.grading.network and not self.network
            why = ": they ask for the network, which only --network gives" if deaf else ""
            raise GradingFailed(f"the tests of {task.id} give no reward, also without a patch{why}")
        return grade

    def _grade_once(self, task: Task, patch: Patch) -> Grade:
        with self.sandboxes.open(self.allowed(task.grading)) as sandbox:
            return self.benchmark.grade(task, patch, sandbox)

    def solution(self, task: Task) -> Patch | None:
        """The known-good patch, if there is one. Raises InvalidBenchmark, SandboxUnavailable."""
        with self.sandboxes.open(self.allowed(task.oracle or task.grading)) as sandbox:
            return self.benchmark.solution(task, sandbox)

    def read(self, task: Task, text: str) -> Patch:
        """A prediction somebody made elsewhere, without what could change how tests run.

        Raises UnusablePatch where it does not apply to the task's files, and as `grade`.
        """
        if reaches_git(text):
            raise UnusablePatch("it changes git's own folder")
        if task.applies_text:
            return Patch((), text)
        with self.sandboxes.open(self.allowed(task.solving)) as sandbox:
            self.benchmark.prepare(task, sandbox)
            try:
                before = self.benchmark.visible(task) or sandbox.original(task.workdir)
            except UnsafeContent as error:
                raise GradingFailed(f"the image of {task.id} cannot be read: {error}") from error
            patch = read_patch(text, before)
        flags = {} if task.keeps_tampering else tampering(patch)
        return without(patch, flags) if flags else patch
