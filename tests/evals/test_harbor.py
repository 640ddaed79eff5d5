"""Harbor's tasks on the engine of this machine: images are built, agents and tests run in them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from contracts.benchmark_contract import NOTHING, BenchmarkContract, solution
from worlds import AGENT_TOML, write_harbor_task

from engine.agents import TreeCache
from engine.jobs import EvaluationJob, EvaluationResult, MachineFailed
from engine.work import JobLimits, Workshop
from evals.benchmark import Benchmark, Grade, GradingFailed, Patch
from evals.folder import load_folder
from sandbox.docker import Docker
from sandbox.interface import Sandboxes

pytestmark = pytest.mark.docker

REPOSITORY = """\
FROM debian:bookworm-slim
ENV PLACE=/work
WORKDIR /srv
COPY app/ repo/
WORKDIR repo
RUN printf '\\000\\377' >logo.bin && ln -s old.txt link && mkdir folder && touch folder/inner \\
    && ln -s folder way && touch kept "odd name" && chmod 700 /srv
"""
SOLVE = b"""\
#!/bin/bash -e
[[ $PWD == /srv/repo ]]
printf '\\001\\000\\376' >logo.bin
rm old.txt
ln -sfn new.txt link
echo new >new.txt
chmod +x tool.sh
rm -r folder && echo file >folder
rm way && mkdir -p way/deep && echo deep >way/deep/file
rm "odd name"
mkdir -p /elsewhere && echo lost >/elsewhere/file
"""
TEST = b"""\
#!/bin/bash -e
[[ $PWD == /srv/repo ]]
echo 0 >/logs/verifier/reward.txt
[[ $(od -An -tx1 logo.bin) == " 01 00 fe" ]]
[[ ! -e old.txt && -L link && $(cat link) == new && -x tool.sh && -f folder && -f way/deep/file ]]
[[ ! -e "odd name" && -e kept && ! -e /elsewhere && $(id -u) == 0 ]]
echo 1 >/logs/verifier/reward.txt
"""
FILES = {
    "environment/Dockerfile": REPOSITORY.encode(),
    "environment/app/old.txt": b"old\n",
    "environment/app/tool.sh": b"#!/bin/sh\n",
    "tests/test.sh": TEST,
    "solution/solve.sh": SOLVE,
}
SMALL = b"FROM debian:bookworm-slim\nWORKDIR /app\nRUN echo begin >state\n"


def judge(condition: str) -> bytes:
    """A test script that gives 1 where the condition holds, else 0."""
    return f"if {condition}; then echo 1; else echo 0; fi >/logs/verifier/reward.txt\n".encode()


def write_tasks(folder: Path) -> Path:
    """One task for every way to say where agents and tests work."""
    write_harbor_task(folder / "own-image", FILES)
    write_harbor_task(
        folder / "named-image",
        {
            "environment/greeting": b"hello\n",
            "tests/test.sh": judge('grep -q bye /app/greeting && [ "$SET" = \'1 $x "y"\' ]'),
            "solution/solve.sh": b'test "$SET" = \'1 $x "y"\' && echo bye >greeting\n',
        },
        toml="[environment]\ndocker_image = 'debian:bookworm-slim'\nworkdir = '/app'\n"
        "[environment.env]\nSET = '1 $x \"y\"'\n",
    )
    write_harbor_task(
        folder / "separate-tests",
        {
            "environment/Dockerfile": SMALL,
            "tests/Dockerfile": b"FROM debian:bookworm-slim\nWORKDIR /checks\n"
            b"COPY . /tests/\nRUN echo secret >/answer && echo touched >>/tests/test.sh\n",
            "tests/test.sh": b"touched() { :; }\ntest $PWD = /checks && ! test -e /app/state2 \n"
            + judge("cmp /answer /app/result && grep -qx touched $0 && [ $MODE = strict ]"),
            "solution/solve.sh": b'echo "$WORD" >result\n',
        },
        toml="[verifier]\nenvironment_mode = 'separate'\n[verifier.env]\n"
        "MODE = '${HOME:-strict}'\n[solution.env]\nWORD = 'secret'\n",
    )
    write_harbor_task(
        folder / "several-rewards",
        {
            "environment/Dockerfile": SMALL,
            "tests/test.sh": b"echo 1 >/logs/verifier/reward.txt\n"
            b"cd /logs/verifier && speed=0.$(wc -l </app/state)\n"
            b'echo "{\\"style\\": 1, \\"speed\\": $speed}" >reward.json\n',
            "solution/solve.sh": b"for n in 2 3 4 5 6; do echo $n >>state; done\n",
        },
        toml="[metadata]\nthreshold = 0.6\n",
    )
    return folder


@pytest.fixture(scope="module")
def sandboxes(tmp_path_factory: pytest.TempPathFactory) -> Sandboxes:
    return Docker(tmp_path_factory.mktemp("sandboxes"))


class TestHarbor(BenchmarkContract):
    @pytest.fixture
    def sandboxes(self, tmp_path: Path) -> Sandboxes:
        return Docker(tmp_path)

    @pytest.fixture
    def benchmark(self, tmp_path: Path) -> Benchmark:
        return load_folder(write_tasks(tmp_path / "tasks"), name="harbor")


Evaluate = Callable[..., EvaluationResult]


@pytest.fixture
def evaluate(sandboxes: Sandboxes, tmp_path: Path) -> Evaluate:
    """Let an agent whose `solve` is this code, run in the repository, work on a task."""

    def run(
        code: str, files: dict[str, bytes], *, toml: str = "", network: bool = False
    ) -> EvaluationResult:
        write_harbor_task(tmp_path / "tasks" / "one", files, toml=toml)
        benchmark = load_folder(tmp_path / "tasks", name="harbor")
        limits = JobLimits(solve_seconds=30, network=network)
        trees = TreeCache(tmp_path / "trees")
        workshop = Workshop(benchmark, sandboxes, trees, limits, run="test-harbor")
        source = {"agent.toml": AGENT_TOML, "tiny.py": f"{ENTER}{code}\n".encode()}
        result = workshop(EvaluationJob(id=1, seed=1, source=source, task="one"))
        assert isinstance(result, EvaluationResult)
        return result

    return run


ENTER = """\
import json, os, pathlib, socket, subprocess, sys
os.chdir(json.loads(pathlib.Path(sys.argv[2]).read_text())["repository"])
"""
DONE = {"environment/Dockerfile": SMALL, "tests/test.sh": judge("grep -q done state")}
WORK = "pathlib.Path('state').write_text('done')"


def test_what_an_agent_changes_is_its_patch(evaluate: Evaluate) -> None:
    code = f"subprocess.run(['bash', '-ec', {SOLVE.decode()!r}], check=True)"
    result = evaluate(code, FILES)
    assert result.resolved, result.grade_log
    assert "GIT binary patch" in result.patch
    assert "deleted file mode 100644" in result.patch
    assert "old mode 100644\nnew mode 100755" in result.patch
    assert "-old.txt\n" in result.patch
    assert "deleted file mode 120000" in result.patch
    assert "elsewhere" not in result.patch


def test_nothing_else_that_an_agent_leaves_reaches_the_tests(evaluate: Evaluate) -> None:
    code = """
for place in ("/logs/verifier/reward.txt", "/logs/verifier/reward.json", "/tests/test.sh"):
    pathlib.Path(place).parent.mkdir(parents=True, exist_ok=True)
    pathlib.Path(place).write_text('1')
pathlib.Path("/usr/bin/grep").unlink()
pathlib.Path("/usr/bin/grep").write_text("#!/bin/sh\\nexit 0\\n")
os.chmod("/usr/bin/grep", 0o755)
subprocess.Popen("while sleep 0.1; do echo 1 >/logs/verifier/reward.txt; done", shell=True)
pathlib.Path("state").write_text("not")
"""
    result = evaluate(code, DONE)
    assert not result.resolved
    assert result.reason == ""
    assert b"reward.txt: 0" in result.grade_log


def test_tests_see_none_of_the_agents_sandbox_and_the_agent_none_of_the_tests(
    evaluate: Evaluate,
) -> None:
    code = f"{WORK}; print(sorted(os.listdir('/')))"
    result = evaluate(code, DONE)
    assert result.resolved
    assert b"'tests'" not in result.log
    assert b"'solution'" not in result.log


def test_tests_that_never_give_a_reward_are_an_error_and_a_missing_network_is_named(
    evaluate: Evaluate,
) -> None:
    silent = {**DONE, "tests/test.sh": b"exit 0\n"}
    with pytest.raises(MachineFailed, match="which only --network gives"):
        evaluate(WORK, silent)
    with pytest.raises(MachineFailed, match=r"without a patch$"):
        evaluate(WORK, silent, toml="[environment]\nnetwork_mode = 'no-network'\n")


@pytest.mark.parametrize(
    ("left", "said"),
    [
        ("echo 1 >reward.txt; : >reward.json", b"reward.json is no reward"),
        ("echo 1 >reward.txt; echo '{\"reward\": NaN}' >reward.json", b"reward.json is no reward"),
        ('echo 1 >reward.txt; echo \'{"reward": "1"}\' >reward.json', b"reward.json is no reward"),
        ("echo nan >reward.txt", b"reward.txt is no reward"),
        (": >reward.txt", b"reward.txt is no reward"),
        ("mkdir reward.txt", b"reward.txt is no reward"),
        ("ln -s /etc/hostname reward.txt", b"reward.txt is no reward"),
    ],
)
def test_what_is_no_reward_counts_against_the_patch_that_made_it_so(
    evaluate: Evaluate, left: str, said: bytes
) -> None:
    broken = f"cd /logs/verifier && {left}"
    script = f"if grep -q done state; then {broken}; else echo 0 >/logs/verifier/reward.txt; fi\n"
    result = evaluate(WORK, {**DONE, "tests/test.sh": script.encode()})
    assert not result.resolved
    assert result.reason == "The patch kept the tests from ending."
    assert said in result.grade_log


def test_a_fraction_counts_from_the_threshold(evaluate: Evaluate) -> None:
    files = {**DONE, "tests/test.sh": b"echo 0.5 >/logs/verifier/reward.txt\n"}
    assert not evaluate(WORK, files).resolved
    assert evaluate(WORK, files, toml="[metadata]\nthreshold = 0.5\n").resolved


NETWORKS = "sorted(name for _, name in socket.if_nameindex())"


NOT = "network_mode = 'no-network'"
OLD = "[environment]\nallow_internet = false"
HOSTS = "[environment]\nnetwork_mode = 'allowlist'\nallowed_hosts = ['x.org']"


@pytest.mark.parametrize(
    ("toml", "allowed", "agent", "tests"),
    [
        ("", False, False, False),
        ("", True, True, True),
        ("[environment]\nnetwork_mode = 'public'", False, False, False),
        (f"[environment]\n{NOT}", True, False, False),
        (OLD, True, False, False),
        (f"[agent]\n{NOT}", True, False, True),
        (f"{OLD}\n[verifier]\nnetwork_mode = 'public'", True, False, True),
        (HOSTS, True, False, False),
    ],
)
def test_who_asks_for_the_network_gets_it_where_the_user_allows_it(
    evaluate: Evaluate, toml: str, allowed: bool, agent: bool, tests: bool
) -> None:
    files = {**DONE, "tests/test.sh": b"cat /proc/net/dev\n" + judge("true")}
    result = evaluate(f"{WORK}; print({NETWORKS})", files, toml=toml, network=allowed)
    assert (b"eth0" in result.log, b"eth0" in result.grade_log) == (agent, tests)


def test_agents_and_tests_get_the_variables_of_the_task_and_none_of_this_machine(
    evaluate: Evaluate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("API_KEY", "sk-secret")
    toml = "[environment.env]\nONE = 'a b'\nKEY = '${API_KEY:-none}'\n[verifier.env]\nTWO = '2'\n"
    dockerfile = SMALL + b"USER nobody\nENV ONE=other OWN=image"
    files = {**DONE, "environment/Dockerfile": dockerfile, "tests/test.sh": b"env\n" + judge(":")}
    result = evaluate(f"{WORK}; print(dict(os.environ), os.getuid())", files, toml=toml)
    for text in (b"'ONE': 'a b'", b"'OWN': 'image'", b"'KEY': 'none'", b"} 0\n"):
        assert text in result.log
    assert b"TWO" not in result.log
    for line in (b"ONE=a b\n", b"OWN=image\n", b"KEY=none\n", b"TWO=2\n"):
        assert line in result.grade_log
    assert b"sk-secret" not in result.log + result.grade_log


def test_a_patch_of_which_only_the_text_is_known_is_no_empty_one(
    sandboxes: Sandboxes, tmp_path: Path
) -> None:
    write_harbor_task(tmp_path / "one", DONE)
    with pytest.raises(GradingFailed, match="only the text"):
        grade(load_folder(tmp_path, name="harbor"), Patch((), "diff --git a/x b/x\n"), sandboxes)


def test_limits_are_the_tasks(evaluate: Evaluate) -> None:
    toml = "[environment]\nmemory = '64M'\nstorage = '20M'\n"
    greedy = "kept = []\nwhile True: kept.append(bytearray(b'x' * 2**20))"
    assert "out of memory" in evaluate(greedy, DONE, toml=toml).reason
    hoarder = "for n in range(9): pathlib.Path(f'/var/{n}').write_bytes(b'x' * 5 * 2**20)\n"
    hoarder += "import time; time.sleep(20)"
    assert "out of disk" in evaluate(hoarder, DONE, toml=toml).reason
    assert evaluate(WORK, DONE, toml=toml).resolved


def test_a_patch_larger_than_any_repair_is_not_taken(evaluate: Evaluate) -> None:
    code = "os.truncate(os.open('state', os.O_RDWR), 100 * 2**20)"
    assert "cannot be taken" in evaluate(code, DONE).reason


def test_a_folder_in_the_way_of_a_patch_fails_it(sandboxes: Sandboxes, tmp_path: Path) -> None:
    files = {
        "environment/Dockerfile": SMALL,
        "tests/Dockerfile": b"FROM debian:bookworm-slim\nRUN mkdir -p /app/result/inside\n",
        "tests/test.sh": judge("true"),
        "solution/solve.sh": b"echo x >result\n",
    }
    write_harbor_task(tmp_path / "one", files)
    benchmark = load_folder(tmp_path, name="harbor")
    (task,) = benchmark.tasks
    patch = solution(benchmark, task, sandboxes)
    found = grade(benchmark, patch, sandboxes)
    assert not found.resolved
    assert b"cannot be applied" in found.log
    assert grade(benchmark, NOTHING, sandboxes).resolved


def test_stale_rewards_of_an_image_do_not_count(sandboxes: Sandboxes, tmp_path: Path) -> None:
    stale = b"RUN mkdir -p /logs/verifier && echo 1 >/logs/verifier/reward.txt\n"
    files = {"environment/Dockerfile": SMALL + stale, "tests/test.sh": b"exit 0\n"}
    write_harbor_task(tmp_path / "one", files)
    found = grade(load_folder(tmp_path, name="harbor"), NOTHING, sandboxes)
    assert found.reward is None


def test_a_script_without_bash_runs_in_sh(sandboxes: Sandboxes, tmp_path: Path) -> None:
    files = {
        "environment/Dockerfile": SMALL + b"RUN rm /bin/bash\n",
        "tests/test.sh": b"#!/usr/bin/env bash\n" + judge("true"),
    }
    write_harbor_task(tmp_path / "one", files)
    assert grade(load_folder(tmp_path, name="harbor"), NOTHING, sandboxes).resolved


PACKAGE = b"""\
WORKDIR /packages
RUN mkdir -p here/DEBIAN && echo >here/word && printf "%s\\n" "Package: here" "Version: 1" \\
    "Architecture: all" "Maintainer: m <m@m>" "Description: d" >here/DEBIAN/control \\
    && dpkg-deb -b here here.deb && cp here/DEBIAN/control Packages \\
    && printf "%s\\n" "Filename: here.deb" "Size: $(stat -c %s here.deb)" \\
    "SHA256: $(sha256sum here.deb | cut -d' ' -f1)" >>Packages \\
    && rm -rf /etc/apt/sources.list.d/* \\
    && echo "deb [trusted=yes] file:/packages ./" >/etc/apt/sources.list
WORKDIR /app
"""


def test_tests_may_install_packages(sandboxes: Sandboxes, tmp_path: Path) -> None:
    files = {
        "environment/Dockerfile": SMALL + PACKAGE,
        "tests/test.sh": b"apt-get update && apt-get install -y here\n" + judge("[ -e /word ]"),
    }
    write_harbor_task(tmp_path / "one", files)
    found = grade(load_folder(tmp_path, name="harbor"), NOTHING, sandboxes)
    assert found.resolved, found.log


def test_the_history_of_a_repository_can_be_hidden(evaluate: Evaluate) -> None:
    # Without git in the image, all of .git is what could be read.
    files = {**DONE, "environment/Dockerfile": SMALL + b"RUN mkdir .git && touch .git/fix\n"}
    code = f"{WORK}; print(os.path.exists('.git/fix'))"
    assert evaluate(code, files).log == b"True\n"
    assert evaluate(code, files, toml="[metadata]\nhide_history = true\n").log == b"False\n"


def test_what_dockerignore_names_is_in_no_image(sandboxes: Sandboxes, tmp_path: Path) -> None:
    files = {
        "environment/Dockerfile": SMALL + b"COPY . /copied/\n",
        "environment/.dockerignore": b"# not these\nsecret*\n",
        "environment/secret.txt": b"x",
        "environment/shown.txt": b"x",
        "tests/test.sh": judge("[ -e /copied/shown.txt ] && ! [ -e /copied/secret.txt ]"),
    }
    write_harbor_task(tmp_path / "one", files)
    assert grade(load_folder(tmp_path, name="harbor"), NOTHING, sandboxes).resolved


def grade(benchmark: Benchmark, patch: Patch, sandboxes: Sandboxes) -> Grade:
    (task,) = benchmark.tasks
    with sandboxes.open(task.grading) as sandbox:
        return benchmark.grade(task, patch, sandbox)
