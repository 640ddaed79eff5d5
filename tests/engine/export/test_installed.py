"""Exported agents at work: installed without network, on a repository they have never seen."""

import json
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from contracts.provider_servers import Reply, Server
from histories import Workbench
from shipping import PUPPET, WITHIN, Environment, export, make_run, passes, processes
from worlds import write_files

from engine.export.backend import make_wheel, wheel_name

pytestmark = pytest.mark.slow

KEY = "sk-canary-0123456789abcdef"


def completion(*calls: tuple[str, dict[str, object]], text: str = "") -> Reply:
    """What a server of chat completions says."""
    functions = ({"name": name, "arguments": json.dumps(words)} for name, words in calls)
    made = [
        {"id": f"c{number}", "type": "function", "function": function}
        for number, function in enumerate(functions)
    ]
    message = {"role": "assistant", "content": text or None, "tool_calls": made}
    choice = {"index": 0, "message": message, "finish_reason": "tool_calls"}
    usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
    return Reply(body={"object": "chat.completion", "choices": [choice], "usage": usage})


FIX = ("edit", {"path": "bounds.py", "old": "value < high", "new": "value <= high"})
TEST = ("bash", {"command": 'python3 -m unittest -q; echo "$OPENAI_API_KEY"; cat .env'})
SUBMIT = ("submit", {"summary": "the comparison"})


def test_the_offline_agent_mends_a_repository_it_has_never_seen(
    installed: Environment, repository: Path
) -> None:
    assert not passes(repository)
    ran = installed.run("mutator", "the upper bound is left out", "--repo", str(repository))
    assert ran.status == 0, ran.told
    assert "+    return low <= value and (value <= high)" in ran.output
    assert "1 file changed" in ran.told
    assert passes(repository)
    assert Workbench(repository).git("status", "--porcelain") == " M bounds.py\n"


def test_the_agent_for_models_mends_it_with_a_server_on_this_machine(
    installed: Environment, repository: Path
) -> None:
    with Server() as server:
        server.replies = [completion(FIX), completion(TEST), completion(SUBMIT), completion(SUBMIT)]
        words = ["the upper bound is left out", "--repo", str(repository)]
        words += ["--model", "openai/tiny", "--base-url", f"{server.url}/v1", "--price", "1/2"]
        ran = installed.run("coder", *words, environment={"OPENAI_API_KEY": KEY})
    assert ran.status == 0, ran.told
    assert passes(repository)
    assert "+    return low <= value and value <= high" in ran.output
    assert "4 questions, 480 tokens, $0.0006" in ran.told
    assert server.paths[0] == "/v1/chat/completions"
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    assert server.asked[0]["model"] == "tiny"
    told = json.dumps(server.asked)
    assert "OK" in told
    # Neither the key nor what git ignores is ever shown to the agent.
    assert "cat: .env: No such file" in told
    assert KEY not in told + ran.output + ran.told
    assert "sesame" not in told


def test_a_limit_on_questions_ends_the_work_with_what_was_done(
    installed: Environment, repository: Path
) -> None:
    with Server() as server:
        server.replies = [completion(FIX)]
        words = ["mend it", "--repo", str(repository), "--model", "openai/tiny"]
        ran = installed.run("coder", *words, "--base-url", server.url, "--requests", "1")
    assert ran.status == 0, ran.told
    assert len(server.asked) == 1
    assert "limit reached: 1 requests may be needed and 0 are left" in ran.told


def test_a_provider_that_refuses_the_key_is_no_agents_success(
    installed: Environment, repository: Path
) -> None:
    with Server() as server:
        server.replies = [Reply(status=401, body={"error": {"message": f"bad key {KEY}"}})]
        words = ["mend it", "--repo", str(repository), "--model", "openai/tiny"]
        ran = installed.run(
            "coder", *words, "--base-url", server.url, environment={"OPENAI_API_KEY": KEY}
        )
    assert ran.status == 1
    assert "The model could not be asked: the key was refused (401)" in ran.told
    assert KEY not in ran.told + ran.output


def test_a_dry_run_prints_a_diff_that_git_applies_and_changes_nothing(
    installed: Environment, repository: Path
) -> None:
    ran = installed.run("mutator", "the upper bound", "--repo", str(repository), "--dry-run")
    assert ran.status == 0
    assert not passes(repository)
    subprocess.run(["git", "apply"], input=ran.output, text=True, cwd=repository, check=True)
    assert passes(repository)


@pytest.mark.parametrize(
    ("name", "words", "says"),
    [
        ("mutator", [], "say what is to be done"),
        ("mutator", ["x", "--repo", "/nowhere"], "is no folder"),
        ("mutator", ["x", "--repo", "plain"], "is not under git"),
        ("mutator", ["x", "--seconds", "soon"], "a number above 0"),
        ("mutator", ["x", "--show", "/nowhere"], "there is no such folder"),
        ("coder", ["x"], "give --model"),
        ("coder", ["x", "--model", "gpt"], "openai/NAME or anthropic/NAME"),
        ("coder", ["x", "--model", "openai/gpt-5"], "set OPENAI_API_KEY"),
        ("coder", ["x", "--model", "anthropic/claude"], "set ANTHROPIC_API_KEY"),
        ("coder", ["x", "--model", "openai/a", "--base-url", "localhost:1"], "begins with http"),
        ("coder", ["x", "--model", "openai/a", "--dollars", "1"], "--dollars needs --price"),
        ("coder", ["x", "--model", "openai/a", "--price", "cheap"], "INPUT/OUTPUT"),
    ],
)
def test_what_the_user_can_mend_is_one_sentence_and_status_2(
    installed: Environment, repository: Path, name: str, words: list[str], says: str
) -> None:
    plain = repository.parent / "plain"
    plain.mkdir()
    words = [str(plain) if word == "plain" else word for word in words]
    ran = installed.run(name, "--repo", str(repository), *words)
    assert ran.status == 2
    assert says in ran.told
    assert ran.output == ""


def test_a_folder_without_git_is_changed_only_where_the_user_says_so(
    installed: Environment, repository: Path
) -> None:
    shutil.rmtree(repository / ".git")
    ran = installed.run("mutator", "the upper bound", "--repo", str(repository), "--yes")
    assert ran.status == 0
    assert passes(repository)


def test_what_is_not_committed_stays_and_is_mentioned(
    installed: Environment, repository: Path
) -> None:
    (repository / "bounds.py").write_text(f"# mine\n{WITHIN}")
    ran = installed.run("mutator", "the upper bound", "--repo", str(repository))
    assert ran.status == 0
    assert "1 file has changes that are not committed" in ran.told
    assert (repository / "bounds.py").read_text().startswith("# mine\n")
    assert "# mine" not in "".join(line for line in ran.output.splitlines() if line[:1] in "+-")


def without_bubblewrap(folder: Path) -> str:
    """A PATH on which only git is."""
    folder.mkdir()
    (folder / "git").symlink_to(shutil.which("git") or "")
    return str(folder)


def test_without_a_sandbox_nothing_runs_unless_the_user_says_so(
    installed: Environment, repository: Path, tmp_path: Path
) -> None:
    environment = {"PATH": without_bubblewrap(tmp_path / "bin")}
    words = ["(repository / 'a').write_text('b')", "--repo", str(repository)]
    ran = installed.run("puppet", *words, environment=environment)
    assert ran.status == 2
    assert "bubblewrap is not installed" in ran.told
    assert "--no-sandbox" in ran.told
    assert not (repository / "a").exists()
    ran = installed.run("puppet", *words, "--no-sandbox", environment=environment)
    assert ran.status == 0, ran.told
    assert (repository / "a").read_text() == "b"


def test_a_first_interrupt_ends_everything_and_changes_nothing(
    installed: Environment, repository: Path, tmp_path: Path
) -> None:
    code = "(repository / 'a').write_text('b'); import time; time.sleep(60.25)"
    started = time.monotonic()
    place = {"TMPDIR": str(tmp_path)}
    ran = installed.run("puppet", code, "--repo", str(repository), after=1.0, environment=place)
    assert ran.status == 130
    assert "Nothing was changed" in ran.told
    assert time.monotonic() - started < 20
    assert not (repository / "a").exists()
    assert list(tmp_path.glob("hgm-agent-*")) == []
    assert "60.25" not in processes()


def test_who_runs_out_of_time_changes_nothing_and_shows_what_it_did(
    installed: Environment, repository: Path
) -> None:
    code = "(repository / 'a').write_text('b'); import time; time.sleep(60)"
    ran = installed.run("puppet", code, "--repo", str(repository), "--seconds", "1")
    assert ran.status == 1
    assert "stopped after 1 seconds" in ran.told
    assert "+b" in ran.output
    assert not (repository / "a").exists()


def test_an_agent_that_fails_or_does_nothing_is_told_apart(
    installed: Environment, repository: Path
) -> None:
    repo = ["--repo", str(repository)]
    assert "changed nothing" in installed.run("puppet", "pass", *repo).told
    ran = installed.run("puppet", "(repository / 'a').write_text('b'); sys.exit(3)", *repo)
    assert (ran.status, (repository / "a").exists()) == (1, False)
    assert "failed with status 3" in ran.told


def test_a_folder_that_is_shown_can_be_read_and_does_not_uncover_the_original(
    installed: Environment, repository: Path, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("a hint")
    code = f"""
print(open("{tmp_path}/notes.txt").read(), (repository / ".env").exists())
for place in (repository.parent / "notes.txt", repository / "a.txt"):
    try:
        place.write_text("x")
    except OSError as error:
        print(error)
"""
    ran = installed.run("puppet", code, "--repo", str(repository), "--show", str(tmp_path))
    assert ran.status == 0, ran.told
    assert "a hint False" in ran.told
    assert "Read-only file system" in ran.told
    assert (repository / "a.txt").read_text() == "x"


def test_what_an_agent_requires_is_there_for_it_and_for_nothing_that_it_starts(
    installed: Environment, repository: Path, tmp_path: Path
) -> None:
    metadata = b"Metadata-Version: 2.4\nName: greeting\nVersion: 1.0\n"
    code = b"WORD = 'well met'\n"
    files = {"PKG-INFO": metadata, "entry_points.txt": b"", "greeting/__init__.py": code}
    wheel = tmp_path / wheel_name(metadata)
    wheel.write_bytes(make_wheel(files))
    manifest = PUPPET["agent.toml"] + b'requirements = ["greeting>=1"]\n'
    agent = write_files(tmp_path / "agent", {**PUPPET, "agent.toml": manifest})
    run = make_run(tmp_path / "run", str(agent))
    needy = export(run, tmp_path / "dist", name="needy")
    installed.pip("install", "--quiet", "--no-index", str(wheel), str(needy))
    task = """
import greeting, subprocess
child = subprocess.run([sys.executable, "-c", "import greeting"], capture_output=True)
print(greeting.WORD, child.returncode)
"""
    assert "well met 1" in installed.run("needy", task, "--repo", str(repository)).told


def test_it_tells_where_it_comes_from(installed: Environment) -> None:
    about = json.loads(installed.run("coder", "--about").output)
    assert about["benchmark"]["name"] == "tasks"
    assert about["ancestry"][0]["agent"] == 0
    assert about["run"]["models"]["solve"] == "scripted:script.json"
    assert "/" not in about["run"]["seed_agent"]
    assert installed.run("coder", "--version").output == "hgm-agent-coder 0.0\n"
