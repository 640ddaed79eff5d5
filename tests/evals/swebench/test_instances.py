"""Instances in their images on the real engine: what agents do, what patches do, what is said."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from contracts.benchmark_contract import BenchmarkContract
from swebench_world import (
    CASE_BEFORE,
    CASE_GOLD,
    COUNT,
    COUNT_GOLD,
    FIXED_CASE_BEFORE,
    FIXED_COUNT,
    Raw,
    build_world,
    case_row,
    count_row,
    legacy_row,
    patch,
    write_task_repository,
)
from worlds import AGENT_TOML

from engine.agents import TreeCache, read_seed_agent
from engine.conversation import Models
from engine.jobs import EvaluationJob, EvaluationResult, MachineFailed
from engine.models.caps import Caps
from engine.models.gateway import Gateway
from engine.models.scripted import Scripted
from engine.work import JobLimits, Workshop
from evals.benchmark import Grade, GradingFailed, Patch, Task
from evals.swebench.benchmark import SweBench, load_swebench
from sandbox.docker import Docker
from sandbox.engine import connect
from sandbox.files import File, Files
from sandbox.images import build_image
from sandbox.interface import Sandbox, Sandboxes, SandboxSpec, SandboxUnavailable

if TYPE_CHECKING:
    from docker import APIClient

pytestmark = pytest.mark.docker

GradeText = Callable[..., Grade]
COUNTS, CASES = "hgm__words-1", "hgm__words-2"
# Of this process alone: its image's name is.
LEGACY = f"hgm__words-{os.getpid()}"


@pytest.fixture(scope="module")
def api() -> "Iterator[APIClient]":
    client = connect().api
    yield client
    client.close()


@pytest.fixture(scope="module")
def image(api: "APIClient") -> str:
    return build_world(api)


@pytest.fixture(scope="module")
def sandboxes() -> Docker:
    return Docker()


@pytest.fixture(scope="module")
def benchmark(
    api: "APIClient", image: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SweBench]:
    """A Django-like, a pytest-like and an old row, whose image has the name of a local build."""
    name = f"sweb.eval.x86_64.{LEGACY}"
    api.tag(image, name)
    yield load(
        tmp_path_factory.mktemp("rows"), count_row(image), case_row(image), legacy_row(LEGACY)
    )
    api.remove_image(name)


def load(folder: Path, *rows: Raw) -> SweBench:
    path = folder / "rows.json"
    path.write_text(json.dumps(rows))
    return load_swebench(str(path), cache=folder)


class TestSweBench(BenchmarkContract):
    @pytest.fixture
    def sandboxes(self, sandboxes: Docker) -> Sandboxes:
        return sandboxes

    @pytest.fixture
    def benchmark(self, benchmark: SweBench) -> SweBench:
        return benchmark


@pytest.fixture
def grade(benchmark: SweBench, sandboxes: Docker) -> GradeText:
    def run(text: str, id: str = COUNTS) -> Grade:
        task = task_of(benchmark, id)
        with sandboxes.open(task.grading) as sandbox:
            return benchmark.grade(task, Patch((), text), sandbox)

    return run


def task_of(benchmark: SweBench, id: str) -> Task:
    return next(task for task in benchmark.tasks if task.id == id)


# -- verdicts


def test_a_fix_that_breaks_another_test_does_not_resolve(grade: GradeText) -> None:
    broken = FIXED_COUNT.replace("key=len", "key=str")
    found = grade(patch(words__count=(COUNT, broken)))
    assert found.reward == 0.0
    assert b"FAIL_TO_PASS: 1 of 1\nPASS_TO_PASS: 2 of 3\n  failed: test_longest" in found.log


def test_tests_that_end_with_1_can_resolve(grade: GradeText) -> None:
    found = grade(CASE_GOLD, CASES)
    assert b">>>>> Test Exit Code: 1\n" in found.log
    assert found.resolved


def test_a_patch_of_an_older_file_is_merged(grade: GradeText) -> None:
    found = grade(patch(words__case=(CASE_BEFORE, FIXED_CASE_BEFORE)), CASES)
    assert found.log.count(b"error: patch failed: words/case.py") == 1
    assert b"\nApplied patch words/case.py cleanly.\n" in found.log
    assert found.resolved


def test_a_patch_is_applied_with_fuzz_in_the_end(grade: GradeText) -> None:
    """As by a model that does not quite know what it changes."""
    text = COUNT_GOLD.replace(" def split(text):", " def splits(text):")
    lines = [line for line in text.splitlines() if not line.startswith("index ")]
    found = grade("\n".join([*lines, ""]))
    assert b"with fuzz" in found.log
    assert found.resolved


def test_what_the_image_did_not_commit_survives_every_attempt_to_apply(grade: GradeText) -> None:
    """swebench's own runner gives it up between attempts: `test_limit` fails there."""
    text = COUNT_GOLD.replace(" def split(text):", " def splits(text):")
    found = grade("\n".join(line for line in text.split("\n") if not line.startswith("index ")))
    assert found.resolved
    assert b"modified:   words/settings.py" in found.log
    assert b"local.cfg" in found.log


@pytest.mark.parametrize(
    "text",
    [
        patch(words__none=("a\n", "b\n")),
        "no patch at all\n",
        patch(words__count=(COUNT, FIXED_COUNT)).replace("text", "other"),
    ],
)
def test_a_patch_that_cannot_be_applied_does_not_resolve(grade: GradeText, text: str) -> None:
    found = grade(text)
    assert found.reward == 0.0
    assert found.log.endswith(b"The patch does not apply.\n")
    assert b">>>>> Start Test Output" not in found.log


HOOK = """\
diff --git "a/\\056git/hooks/post-checkout" "b/\\056git/hooks/post-checkout"
new file mode 100755
--- /dev/null
+++ "b/\\056git/hooks/post-checkout"
@@ -0,0 +1,2 @@
+#!/bin/sh
+echo A HOOK
"""
CONTEXT = """\
*** a/.git/description
--- a/nope
***************
*** 1 ****
! Unnamed repository; edit this file 'description' to name the repository.
--- 1 ----
! new
"""
MODE = """\
diff --git "a/\\056git/hooks/commit-msg.sample" "b/\\056git/hooks/commit-msg.sample"
old mode 100755
new mode 100644
"""


@pytest.mark.parametrize("text", [HOOK, f"  {HOOK}".replace("\n", "\n  "), CONTEXT, MODE])
def test_a_patch_that_changes_gits_own_folder_does_not_apply(grade: GradeText, text: str) -> None:
    found = grade(text)
    assert found.reward == 0.0
    assert b"A HOOK" not in found.log.partition(b"Start Test Output")[2]
    assert found.log.endswith(b"It changes git's own folder.\n\n\nThe patch does not apply.\n")


def test_a_patch_that_is_there_already_is_no_failure(grade: GradeText) -> None:
    """swebench looks whether it can be taken back when nothing else went well."""
    found = grade(
        patch(words__case=(None, CASE_BEFORE.replace("those of old style guides", "in SMALL")))
    )
    assert b">>>>> Start Test Output" in found.log
    assert found.reward == 0.0


def test_tests_that_take_too_long_do_not_resolve(benchmark: SweBench, sandboxes: Docker) -> None:
    task = replace(task_of(benchmark, COUNTS), grade_seconds=4)
    slow = patch(words__count=(COUNT, f"import time\ntime.sleep(1000)\n{FIXED_COUNT}"))
    with sandboxes.open(task.grading) as sandbox:
        found = benchmark.grade(task, Patch((), slow), sandbox)
    assert found.reward == 0.0
    assert found.log.endswith(b"It was stopped: timed out.\n")


def test_tests_that_print_no_result_give_no_reward(grade: GradeText) -> None:
    mute = f"import os\nos._exit(0)\n{FIXED_COUNT}"
    assert grade(patch(words__count=(COUNT, mute))).reward is None


def test_an_instance_whose_image_cannot_run_its_script_is_no_patchs_fault(
    api: "APIClient", tmp_path: Path, sandboxes: Docker
) -> None:
    (task,) = (benchmark := load(tmp_path, count_row("debian:bookworm-slim"))).tasks
    with sandboxes.open(task.grading) as sandbox, pytest.raises(GradingFailed, match=COUNTS):
        benchmark.grade(task, Patch((), COUNT_GOLD), sandbox)


def test_a_task_repositorys_image_is_built_and_its_assets_are_there(
    image: str, api: "APIClient", tmp_path: Path, sandboxes: Docker
) -> None:
    base = f"hgm-test/swebench-{os.getpid()}:latest"
    api.tag(image, base.removesuffix(":latest"))
    row = {**count_row(base), "image": base}
    row["eval_script"] = row["eval_script"].replace(
        ": '>>>>> End", "cmp shots/one.png <(printf '\\x89PNG') && echo staged\n: '>>>>> End"
    )
    write_task_repository(tmp_path, [row])
    words = tmp_path / "tasks" / COUNTS / "task.yaml"
    words.write_text(json.dumps({**json.loads(words.read_text()), "image": "hgm-test/none:1"}))
    benchmark = load_swebench(str(tmp_path))
    (task,) = benchmark.tasks
    with sandboxes.open(task.grading) as sandbox:
        found = benchmark.grade(task, Patch((), COUNT_GOLD), sandbox)
    api.remove_image(base)
    assert b"\nstaged\n" in found.log
    assert found.resolved


def test_an_image_that_is_nowhere_is_named(tmp_path: Path, sandboxes: Docker) -> None:
    (task,) = load(tmp_path, count_row("localhost:1/none:1")).tasks
    with (
        pytest.raises(SandboxUnavailable, match="localhost:1/none:1"),
        sandboxes.open(task.grading),
    ):
        pass


# -- patches of agents


def after(benchmark: SweBench, sandboxes: Docker, code: str) -> Patch:
    """The patch that is taken after a shell ran that code where an agent works."""
    task = task_of(benchmark, COUNTS)
    with sandboxes.open(task.solving) as sandbox:
        benchmark.prepare(task, sandbox)
        completed = sandbox.exec(["bash", "-ec", code], cwd="/testbed", seconds=60)
        assert completed.succeeded, completed.output
        return benchmark.collect(task, sandbox)


EVERYTHING = """
printf '\\0\\377\\0' > words/data.bin
printf '\\0new\\377' > words/new.bin
chmod +x words/count.py
git mv moved.txt words/moved.txt
rm gone.txt
mkdir new && echo 'x = 1' > new/module.py
ln -s ../words/count.py new/link.py
sed -i 's/20/30/' words/settings.py
echo more >> local.cfg
echo changed > build/tracked.txt
"""


def test_whatever_an_agent_does_to_files_is_in_its_patch(
    benchmark: SweBench, sandboxes: Docker, tmp_path: Path
) -> None:
    found = after(benchmark, sandboxes, EVERYTHING)
    task = task_of(benchmark, COUNTS)
    with sandboxes.open(task.solving) as sandbox:
        before = write(tmp_path, sandbox.original("/testbed"))
    words = ["git", "apply", "-"]
    subprocess.run(words, cwd=before, input=found.text.encode(), check=True)
    assert (before / "words/data.bin").read_bytes() == b"\0\xff\0"
    assert (before / "words/new.bin").read_bytes() == b"\0new\xff"
    assert (before / "words/count.py").stat().st_mode & 0o111
    assert not (before / "moved.txt").exists()
    assert (before / "words/moved.txt").is_file()
    assert not (before / "gone.txt").exists()
    assert (before / "new/module.py").read_text() == "x = 1\n"
    assert str((before / "new/link.py").readlink()) == "../words/count.py"
    assert (before / "words/settings.py").read_text() == "LIMIT = 30\n"
    assert (before / "local.cfg").read_text() == "local\nmore\n"
    assert (before / "build/tracked.txt").read_text() == "changed\n"
    assert "rename from moved.txt\nrename to words/moved.txt\n" in found.text
    with sandboxes.open(task.grading) as sandbox:
        log = benchmark.grade(task, found, sandbox).log
    assert b"does not apply" not in log


def write(folder: Path, files: Files) -> Path:
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    for path, file in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(file.content)
        (folder / path).chmod(0o755 if file.executable else 0o644)
    return folder


PRODUCTS = """
mkdir -p build/deep && echo x > build/deep/x.o && echo y > build/lib/product.o
echo log > run.log; python3 -c 'import words.count'
printf '*\\n' > .git/info/exclude
git config core.excludesFile /dev/null
"""


def test_build_products_and_the_images_own_edits_are_in_no_patch(
    benchmark: SweBench, sandboxes: Docker
) -> None:
    assert after(benchmark, sandboxes, PRODUCTS).is_empty
    only = after(benchmark, sandboxes, f"{PRODUCTS}\necho '# end' >> words/count.py")
    assert [change.path for change in only.changes] == ["words/count.py"]


def test_modes_that_only_the_image_has_are_in_no_patch(
    benchmark: SweBench, sandboxes: Docker
) -> None:
    code = "git diff --quiet words/case.py && exit 1; echo '# end' >> words/case.py"
    found = after(benchmark, sandboxes, code)
    assert " 100644\n" in found.text
    assert "mode" not in found.text
    rewritten = after(
        benchmark, sandboxes, "cp words/case.py x; mv x words/case.py; chmod 644 words/case.py"
    )
    assert rewritten.is_empty
    chosen = after(benchmark, sandboxes, "chmod +x words/count.py; chmod -x tests/runtests.py")
    assert chosen.text.count("old mode") == 2


def test_rules_that_an_agent_adds_hide_nothing(benchmark: SweBench, sandboxes: Docker) -> None:
    code = "echo '*' > .gitignore; echo '# end' >> words/count.py; echo x > words/new.py"
    paths = [change.path for change in after(benchmark, sandboxes, code).changes]
    assert paths == [".gitignore", "words/count.py", "words/new.py"]


def test_an_agent_that_breaks_the_repository_is_still_compared(
    benchmark: SweBench, sandboxes: Docker
) -> None:
    for damage in ("rm -rf .git", "echo x > .git/index", "ln -sf /etc/passwd .git/index"):
        found = after(benchmark, sandboxes, f"{damage}; echo '# end' >> words/count.py")
        assert [change.path for change in found.changes] == ["words/count.py"]


def test_the_answer_is_in_no_git_object_of_the_agents_view(
    benchmark: SweBench, sandboxes: Docker
) -> None:
    task = task_of(benchmark, COUNTS)
    code = "git cat-file --batch-all-objects --batch; git log --all --format=%s; git tag"
    with sandboxes.open(task.solving) as sandbox:
        told = sandbox.exec(["sh", "-c", code], cwd="/testbed", seconds=30).output
    with sandboxes.open(task.grading) as sandbox:
        whole = sandbox.exec(["sh", "-c", code], cwd="/testbed", seconds=30).output
    answer = FIXED_COUNT.splitlines()[1].strip().encode()
    assert answer in whole
    assert b"\nlater\n" in whole
    assert b"def count" in told
    assert answer not in told
    assert b"later" not in told


# -- whole evaluations


DONE = {"name": "submit", "arguments": {"summary": "mended"}}
MENDING = [
    {
        "calls": [{"name": "bash", "arguments": {"command": "pwd; git log --oneline | wc -l"}}],
        "turn": 0,
    },
    {
        "calls": [
            {
                "name": "edit",
                "arguments": {
                    "path": "words/count.py",
                    "old": "return text.split()",
                    "new": 'return text.replace("-", " ").split()',
                },
            }
        ],
        "last": r"/testbed\n1\n",
    },
    {"calls": [DONE]},
]


def test_coder_mends_an_instance(benchmark: SweBench, sandboxes: Docker, tmp_path: Path) -> None:
    (tmp_path / "script.json").write_text(json.dumps(MENDING))
    source = read_seed_agent("coder")
    with Gateway({"solve": Scripted.read(tmp_path / "script.json")}) as gateway:
        workshop = Workshop(
            benchmark,
            sandboxes,
            TreeCache(tmp_path / "trees"),
            JobLimits(solve_seconds=120),
            run="test",
            models=Models(gateway, Caps()),
        )
        result = workshop(EvaluationJob(id=1, seed=5, source=source, task=COUNTS))
    assert isinstance(result, EvaluationResult)
    assert result.patch == COUNT_GOLD, result.log
    assert result.resolved


def agent_that(code: str) -> dict[str, bytes]:
    """An agent that runs a shell script in the repository, with nothing but its own Python."""
    start = "import json, subprocess, sys\njob = json.load(open(sys.argv[2]))\n"
    run = f"subprocess.run(['bash', '-ec', {code!r}], cwd=job['repository'], check=True)\n"
    check = "print(sys.version_info, job['repository'], job['instruction'], flush=True)\n"
    return {"agent.toml": AGENT_TOML, "tiny.py": (start + check + run).encode()}


FIX = 'sed -i \'s/return text.split()/return text.replace("-", " ").split()/\' words/count.py'


@pytest.fixture
def evaluate(
    benchmark: SweBench, sandboxes: Docker, tmp_path: Path
) -> Callable[..., EvaluationResult]:
    def run(
        code: str,
        id: str = COUNTS,
        *,
        on: SweBench = benchmark,
        driver: Sandboxes = sandboxes,
    ) -> EvaluationResult:
        trees = TreeCache(tmp_path / "trees")
        workshop = Workshop(on, driver, trees, JobLimits(solve_seconds=60), run="test")
        result = workshop(EvaluationJob(id=1, seed=5, source=agent_that(code), task=id))
        assert isinstance(result, EvaluationResult)
        return result

    return run


Evaluate = Callable[..., EvaluationResult]


@pytest.mark.parametrize("id", [COUNTS, LEGACY], ids=["new", "old"])
def test_an_agent_works_in_the_repository_and_is_graded(evaluate: Evaluate, id: str) -> None:
    result = evaluate(FIX, id)
    assert b"/testbed count() takes a hyphenated word" in result.log
    assert result.resolved
    assert result.patch == COUNT_GOLD
    assert result.flags == ()


def test_an_agent_that_fixes_something_else_is_unresolved(evaluate: Evaluate) -> None:
    result = evaluate("echo '# better' >> words/count.py")
    assert (result.resolved, result.reason) == (False, "")


def test_a_patch_larger_than_any_patch_cannot_be_taken(evaluate: Evaluate) -> None:
    result = evaluate("head -c 40000000 /dev/urandom > words/big.bin")
    assert (result.resolved, result.patch) == (False, "")
    assert "what changed holds more than 33554432 bytes" in result.reason


def test_a_patch_that_keeps_tests_from_printing_is_the_agents_fault(evaluate: Evaluate) -> None:
    result = evaluate(f"{FIX}; sed -i '1i import os; os._exit(0)' words/count.py")
    assert not result.resolved
    assert result.reason == "The patch kept the tests from ending."


def test_an_instance_whose_tests_never_print_a_result_is_an_error(
    evaluate: Evaluate, image: str, tmp_path: Path
) -> None:
    row = count_row(image)
    mute = row["eval_script"].replace("./tests/runtests.py", "true ./tests/runtests.py")
    with pytest.raises(MachineFailed, match="give no reward, also without a patch"):
        evaluate(FIX, on=load(tmp_path, {**row, "eval_script": mute}))


def test_an_image_that_cannot_be_compared_is_an_error(
    evaluate: Evaluate, api: "APIClient", image: str, tmp_path: Path
) -> None:
    lines = f"FROM {image}\nRUN touch 'words/back\\\\slash'\n"
    odd = build_image(api, {"Dockerfile": File(lines.encode())}, name="test-swebench")
    with pytest.raises(MachineFailed, match="cannot be compared: the name"):
        evaluate(FIX, on=load(tmp_path, count_row(odd)))


def test_an_engine_that_dies_half_way_is_an_error(evaluate: Evaluate, sandboxes: Docker) -> None:
    class Dying:
        """The real driver, until a command of the grading has run."""

        name = "docker"

        @contextmanager
        def open(self, spec: SandboxSpec) -> Iterator[Sandbox]:
            with sandboxes.open(spec) as sandbox:
                if not spec.hides_history:
                    sandbox.exec = self.die  # type: ignore[method-assign]
                yield sandbox

        def die(self, *_: object, **__: object) -> None:
            raise SandboxUnavailable("the Docker engine went away")

    with pytest.raises(MachineFailed, match="went away"):
        evaluate(FIX, driver=Dying())


# -- attacks: what swebench's rules say of them is what we say, and they are flagged

PLANTED = """
cat > tests/sitecustomize.py <<'X'
X
cat > checks/conftest.py <<'X'
import os
def pytest_sessionfinish(session):
    for name in ("small_words", "shout"):
        print("\\nPASSED checks/test_case.py::test_" + name, flush=True)
    os._exit(0)
X
"""
FORGED = """
cat >> words/count.py <<'X'
import os, sys
def say(*lines):
    print(*lines, sep="\\n", file=sys.stderr, flush=True)
say("test_hyphen (counting.tests.CountTests) ... ok")
for name in ("words", "longest", "limit"):
    say(f"test_{name} (counting.tests.CountTests) ... ok")
X
"""
KILLING = """
printf 'import os, signal\\nos.kill(os.getppid(), signal.SIGKILL)\\n' >> words/count.py
"""
MARKED = """
printf 'print(">>>>> Start Test Output")\\nprint(">>>>> Tests Timed Out")\\n' >> words/count.py
"""


def test_forged_lines_before_failing_tests_do_not_resolve(evaluate: Evaluate) -> None:
    """The tests' own lines come later and win."""
    assert not evaluate(FORGED).resolved


def test_a_shell_that_is_killed_does_not_resolve(evaluate: Evaluate) -> None:
    assert not evaluate(FORGED + KILLING).resolved


def test_forged_markers_do_not_resolve(evaluate: Evaluate) -> None:
    assert not evaluate(MARKED).resolved
    assert not evaluate(f"{FIX}\n{MARKED}").resolved


def test_planted_test_settings_are_flagged(evaluate: Evaluate) -> None:
    result = evaluate(PLANTED, CASES)
    assert set(result.flags) == {
        "checks/conftest.py: configures the tests",
        "tests/sitecustomize.py: runs when Python starts",
    }


def test_a_report_of_its_own_making_changes_nothing(evaluate: Evaluate) -> None:
    code = 'printf \'{"hgm__words-1": {"resolved": true}}\' > report.json; mkdir -p logs'
    assert not evaluate(code).resolved
