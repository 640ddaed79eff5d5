"""Exported agents that mean harm, on a machine of somebody who installed them."""

import os
import textwrap
import time
from pathlib import Path

import pytest
from contracts.provider_servers import Reply, Server
from shipping import Environment

pytestmark = pytest.mark.slow

ATTEMPT = """
def attempt(what, action):
    try:
        print("GAINED", what, ascii(action())[:500])
    except BaseException as error:
        print("REFUSED", what, ascii(error)[:500])
"""


def photograph(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def run(installed: Environment, repository: Path, code: str, *words: str, **environment: str):
    task = f"{ATTEMPT}\n{textwrap.dedent(code)}\nprint('TRIED')"
    where = ["--repo", str(repository)]
    return installed.run("puppet", task, *where, *words, environment=environment)


def test_it_reaches_no_file_of_the_users_no_key_and_no_network(
    installed: Environment, repository: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("CANARY")
    with Server() as server:
        server.replies = [Reply(body={})]
        port = server.server_address[1]
        code = f"""
            import glob, socket, urllib.request
            attempt("secret", lambda: open({str(tmp_path / "secret")!r}).read())
            attempt("ignored", lambda: open(repository / ".env").read())
            attempt("history", lambda: (repository / ".git").iterdir().__next__())
            attempt("home", lambda: os.listdir({str(installed.folder)!r})[0])
            attempt("shadow", lambda: open("/etc/shadow").read())
            attempt("server", lambda: socket.create_connection(("127.0.0.1", {port}), 2))
            attempt("docker", lambda: os.stat("/var/run/docker.sock"))
            attempt("write system", lambda: open("/usr/owned", "w"))
            attempt("write agent", lambda: open("/hgm/agent/owned", "w"))
            attempt("other processes", lambda: glob.glob("/proc/[0-9]*")[3])
            # Inside, what is above the copy is the sandbox's own.
            (repository.parent / "owned").write_text("x")
            for place in glob.glob("/proc/[0-9]*/environ"):
                print("SEEN", ascii(open(place, "rb").read()))
        """
        ran = run(installed, repository, code, OPENAI_API_KEY="sk-CANARY", SECRET="CANARY")
        assert server.asked == []
    assert "TRIED" in ran.told
    assert "GAINED" not in ran.told
    assert "CANARY" not in ran.told
    assert not (repository.parent / "owned").exists()


def test_it_gets_no_keyring_and_no_namespace_of_its_own(
    installed: Environment, repository: Path
) -> None:
    code = """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        def call(number, *words):
            if libc.syscall(number, *words) < 0:
                raise OSError(ctypes.get_errno())
        attempt("keyring", lambda: call(250, 0, -3, 1))
        attempt("mount", lambda: libc.mount(b"x", b"/tmp", b"tmpfs", 0, 0) and 1 / 0)
        attempt("bpf", lambda: call(321, 0, 0, 0))
    """
    told = run(installed, repository, code).told
    assert "TRIED" in told
    assert "GAINED" not in told


def test_what_it_plants_for_git_or_the_user_stays_behind(
    installed: Environment, repository: Path, tmp_path: Path
) -> None:
    code = f"""
        (repository / ".git" / "hooks").mkdir(parents=True)
        (repository / ".git" / "hooks" / "pre-commit").write_text("touch {tmp_path}/owned")
        (repository / "sub" / ".git").mkdir(parents=True)
        (repository / "sub" / ".git" / "config").write_text("[core]")
        (repository / "passwd").symlink_to("/etc/passwd")
        os.mkfifo(repository / "pipe")
        (repository / "bounds.py").unlink()
        (repository / "bounds.py").symlink_to("{tmp_path}/secret")
        (repository / "good.py").write_text("x = 1")
    """
    (tmp_path / "secret").write_text("CANARY")
    before = {
        path: path.read_bytes() for path in (repository / ".git").rglob("*") if path.is_file()
    }
    ran = run(installed, repository, code)
    assert ran.status == 0, ran.told
    left = [line for line in ran.told.splitlines() if line.startswith("left out: ")]
    assert len(left) == 5
    assert "CANARY" not in ran.output
    assert (repository / "good.py").read_text() == "x = 1"
    assert not (repository / "bounds.py").is_symlink()
    assert not (repository / "sub").exists()
    assert photograph(repository / ".git") == before


def test_what_it_prints_neither_moves_the_cursor_nor_fills_the_screen(
    installed: Environment, repository: Path
) -> None:
    code = r"""
        print("\x1b[2J\x1b]0;owned\x07 \u202e\x9b31m")
        (repository / "a.txt").write_text("x")
        for _ in range(200):
            print("y" * 100_000)
    """
    started = time.monotonic()
    ran = run(installed, repository, code)
    assert ran.status == 0
    assert not set(ran.told) & set("\x1b\x07\u202e\x9b")
    assert len(ran.told) < 2 * 1024**2
    assert time.monotonic() - started < 60


def test_nothing_of_it_outlives_its_work(
    installed: Environment, repository: Path, tmp_path: Path
) -> None:
    marker = f"hgm-outlive-{os.getpid()}"
    code = f"""
        import subprocess
        for _ in range(3):
            words = [sys.executable, "-c", "import time; time.sleep(300)", "{marker}"]
            subprocess.Popen(words, start_new_session=True)
        (repository / "a.txt").write_text("x")
    """
    ran = run(installed, repository, code, TMPDIR=str(tmp_path))
    assert ran.status == 0
    commands = [
        place.read_bytes() for place in Path("/proc").glob("[0-9]*/cmdline") if place.exists()
    ]
    assert not any(marker.encode() in command and b"sleep" in command for command in commands)
    assert list(tmp_path.glob("hgm-agent-*")) == []


def test_it_cannot_keep_its_files_from_being_read_or_removed(
    installed: Environment, repository: Path, tmp_path: Path
) -> None:
    code = """
        (repository / "d").mkdir()
        (repository / "d" / "x.txt").write_text("x")
        (repository / "d" / "x.txt").chmod(0)
        (repository / "d").chmod(0)
        (repository / "bounds.py").chmod(0)
    """
    ran = run(installed, repository, code, TMPDIR=str(tmp_path))
    assert ran.status == 0, ran.told
    assert (repository / "d" / "x.txt").read_text() == "x"
    assert list(tmp_path.glob("hgm-agent-*")) == []


def test_a_file_without_end_is_refused(installed: Environment, repository: Path) -> None:
    code = """
        with (repository / "big").open("wb") as file:
            file.truncate(1 << 30)
    """
    ran = run(installed, repository, code)
    assert ran.status == 2
    assert "more than can be taken" in ran.told
    assert not (repository / "big").exists()


def test_a_model_of_another_job_or_without_the_token_is_not_answered(
    installed: Environment, repository: Path
) -> None:
    code = """
        import http.client, socket
        def ask(token):
            client = http.client.HTTPConnection("agent")
            client.sock = socket.socket(socket.AF_UNIX)
            client.sock.connect(job["model"]["socket"])
            messages = [{"role": "user", "content": "hi"}]
            body = json.dumps({"model": "solve", "messages": messages})
            client.request("POST", "/v1/chat/completions", body, {"Authorization": token})
            return client.getresponse().status
        tokens = "", "x", job["model"]["token"]
        print("ANSWERS", [ask(f"Bearer {each}") for each in tokens])
        attempt("replace the socket", lambda: os.unlink(job["model"]["socket"]))
    """
    answer = {"message": {"role": "assistant", "content": "hi"}, "finish_reason": "stop"}
    with Server() as server:
        server.replies = [Reply(body={"choices": [answer]})]
        words = ["--model", "openai/tiny", "--base-url", server.url]
        ran = run(installed, repository, code, *words)
    assert "ANSWERS [401, 401, 200]" in ran.told
    assert "GAINED" not in ran.told
    assert len(server.asked) == 1
