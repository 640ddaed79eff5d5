"""What every sandbox promises, as hostile programs that any driver can be given.

`SandboxContract` holds for every driver; `IsolationContract` only for those that isolate.
"""

import ctypes
import os
import signal
import socket
import subprocess
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from sandbox.files import File
from sandbox.interface import (
    Completed,
    Ending,
    Limits,
    Mount,
    Sandbox,
    Sandboxes,
    SandboxSpec,
    UnsafeContent,
)

MIB = 1024**2
APP = "/app"
RUN = f"run-{os.getpid()}"
LABELS = (("run", RUN), ("job", "7"))
SMALL = Limits(
    memory_bytes=256 * MIB,
    processes=40,
    disk_bytes=16 * MIB,
    disk_files=500,
    open_files=64,
    output_bytes=10_000,
)
PROVOCATIONS = {
    "a link to a file": "os.symlink('/etc/passwd', 'bad')",
    "a link to a folder": "os.symlink('/etc', 'bad')",
    "a link to itself": "os.symlink('bad', 'bad')",
    "a link to nothing": "os.symlink('nowhere', 'bad')",
    "a pipe": "os.mkfifo('bad')",
    "a socket": "import socket; socket.socket(socket.AF_UNIX).bind('bad')",
    "a name that is not UTF-8": "open(b'\\xff\\xfe', 'w')",
    "a name with a line break": "open('a\\nb', 'w')",
    "a name with an escape": "open('a\\x1b[2Jb', 'w')",
    "a name with a backslash": "open('..\\\\up', 'w')",
    "a file too large": "open('large', 'wb').write(bytes(100_001))",
    "many files that are together too large": (
        "[open(f'f{i}', 'wb').write(bytes(30_000)) for i in range(4)]"
    ),
    "a sparse file": "open('sparse', 'wb').truncate(8 << 20)",
    "too many files": "[open(f'f{i}', 'w') for i in range(51)]",
    "too many folders": "[os.mkdir(f'd{i}') for i in range(200)]",
    "a path longer than any path": (
        "[(os.mkdir('d' * 200), os.chdir('d' * 200)) for i in range(30)]; open('f', 'w')"
    ),
}
DAEMONS = {
    "a child in the background": "subprocess.Popen(SLEEP)",
    "a child in a session of its own": "subprocess.Popen(SLEEP, start_new_session=True)",
    "a daemon by double fork": (
        "os.fork() or (os.setsid(), os.fork() or (os.chdir('/'), os.execvp(SLEEP[0], SLEEP)))"
    ),
    "one that ignores every signal": (
        "os.fork() or ([signal.signal(s, signal.SIG_IGN) for s in (1, 2, 3, 13, 15)],"
        " os.setsid(), os.execvp(SLEEP[0], SLEEP))"
    ),
    "one that is stopped": (
        "child = subprocess.Popen(SLEEP, start_new_session=True); child.send_signal(19)"
    ),
}


@pytest.fixture
def base() -> Iterator[Path]:
    """Where the driver under test keeps its folders; each test must leave it empty."""
    with tempfile.TemporaryDirectory(prefix="hgm-test-") as name:
        path = Path(name)
        path.chmod(0o755)
        yield path
        assert list(path.iterdir()) == []


@pytest.fixture
def marker() -> str:
    """An argument by which a process of the test is found among the host's."""
    return f"marker-{uuid.uuid4().hex}"


class SandboxContract:
    """Subclass it with a fixture `sandboxes`: a driver that keeps its folders in `base`."""

    @pytest.fixture
    def sandboxes(self, base: Path) -> Sandboxes:
        raise NotImplementedError

    @pytest.fixture
    def sandbox(self, sandboxes: Sandboxes) -> Iterator[Sandbox]:
        with sandboxes.open(SandboxSpec(writable=(APP,), limits=SMALL, labels=LABELS)) as opened:
            yield opened

    def test_the_driver_has_no_trouble_here(self, sandboxes: Sandboxes) -> None:
        assert sandboxes.trouble() is None

    # -- exec

    def test_output_and_status_come_back(self, sandbox: Sandbox) -> None:
        completed = shell(sandbox, "echo one; echo two >&2; echo three; exit 7")
        assert (completed.output, completed.exit_code) == (b"one\ntwo\nthree\n", 7)
        assert completed.ending is Ending.EXITED
        assert not completed.succeeded
        assert not completed.truncated

    def test_a_command_that_says_nothing_and_0_has_succeeded(self, sandbox: Sandbox) -> None:
        completed = sandbox.exec(["true"], cwd=APP, seconds=20)
        assert completed.succeeded
        assert completed.output == b""
        assert 0 < completed.seconds < 20

    def test_a_command_killed_by_a_signal_says_so(self, sandbox: Sandbox) -> None:
        assert shell(sandbox, "kill -SEGV $$").exit_code == 128 + signal.SIGSEGV
        assert shell(sandbox, "kill -KILL $$").exit_code == 128 + signal.SIGKILL

    def test_a_command_that_does_not_exist_is_a_failed_command(self, sandbox: Sandbox) -> None:
        completed = sandbox.exec(["no-such-program"], cwd=APP, seconds=20)
        assert completed.ending is Ending.EXITED
        assert completed.exit_code != 0

    def test_a_command_runs_where_it_is_told_with_empty_input(self, sandbox: Sandbox) -> None:
        completed = shell(sandbox, "pwd -P; cat")
        assert completed.output.decode().strip() == sandbox.path(APP)

    def test_arguments_arrive_unchanged(self, sandbox: Sandbox) -> None:
        words = ["a b", "$HOME", "'\"", "", "--", "*", "ü\n"]
        completed = python(sandbox, "print(ascii(sys.argv[1:]))", *words)
        assert completed.output.decode().strip() == ascii(words)

    def test_a_given_variable_arrives_and_no_variable_of_the_host_does(
        self, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-host")
        completed = sandbox.exec(["env"], cwd=APP, seconds=20, environment={"GIVEN": "a=b c"})
        assert b"GIVEN=a=b c\n" in completed.output
        assert b"sk-of-the-host" not in completed.output
        names = {line.partition(b"=")[0].decode() for line in completed.output.splitlines()}
        allowed = {"PATH", "HOME", "TMPDIR", "LANG", "HGM_ROOT", "GIVEN", "PWD", "SHLVL", "_"}
        allowed.add("HOSTNAME")
        assert names <= allowed | {name for name in names if name.startswith("PYTHON")}

    def test_a_python_of_at_least_3_9_is_there(self, sandbox: Sandbox) -> None:
        completed = python(sandbox, "sys.exit(sys.version_info < (3, 9))")
        assert completed.succeeded, completed.output

    # -- endings and limits

    def test_a_command_that_hangs_is_stopped_in_time(self, sandbox: Sandbox) -> None:
        completed = shell(sandbox, "echo early; trap '' TERM INT HUP; sleep 1000", seconds=0.4)
        assert completed.ending is Ending.TIMED_OUT
        assert completed.output == b"early\n"
        assert 0.4 <= completed.seconds < 5

    @pytest.mark.parametrize("seconds", [0, 0.001, 0.003, 0.006, 0.01])
    def test_a_command_without_time_is_stopped_however_early(
        self, sandbox: Sandbox, marker: str, seconds: float
    ) -> None:
        start = time.monotonic()
        for _ in range(5):
            completed = sandbox.exec(["sh", "-c", "sleep 1000", marker], cwd=APP, seconds=seconds)
            assert completed.ending is Ending.TIMED_OUT
            assert alive(marker) == []
        assert time.monotonic() - start < 5

    def test_a_flood_of_output_is_cut_in_the_middle(self, sandbox: Sandbox) -> None:
        completed = shell(sandbox, "echo first; yes | head -c 300000000; echo last")
        assert completed.succeeded
        assert completed.truncated
        assert completed.output.startswith(b"first\ny\n")
        assert completed.output.endswith(b"y\nlast\n")
        assert SMALL.output_bytes - 100 <= len(completed.output) <= SMALL.output_bytes

    def test_output_of_exactly_the_limit_is_whole(self, sandbox: Sandbox) -> None:
        completed = shell(sandbox, f"head -c {SMALL.output_bytes} /dev/zero")
        assert completed.output == bytes(SMALL.output_bytes)
        assert not completed.truncated

    def test_a_flood_that_never_ends_is_stopped(self, sandbox: Sandbox) -> None:
        completed = shell(sandbox, "yes", seconds=0.5)
        assert completed.ending is Ending.TIMED_OUT
        assert completed.seconds < 5

    def test_a_flooding_daemon_does_not_hide_that_the_command_ended(self, sandbox: Sandbox) -> None:
        completed = shell(sandbox, "yes & yes & exit 3", seconds=20)
        assert (completed.ending, completed.exit_code) == (Ending.EXITED, 3)
        assert completed.seconds < 10

    def test_using_too_much_memory_is_told_from_a_crash(self, sandbox: Sandbox) -> None:
        completed = python(
            sandbox, "x = []\nwhile True: x.append(bytearray(b'x' * (8 << 20))); time.sleep(0.01)"
        )
        assert completed.ending is Ending.OUT_OF_MEMORY

    def test_memory_is_what_all_processes_use_together(self, sandbox: Sandbox) -> None:
        code = "os.fork(); os.fork(); x = bytearray(b'x' * (100 << 20)); time.sleep(1000)"
        assert python(sandbox, code).ending is Ending.OUT_OF_MEMORY

    def test_memory_in_files_without_a_name_counts(self, sandbox: Sandbox) -> None:
        code = """
        handles = []
        while True:
            handles.append(os.memfd_create("hidden"))
            for _ in range(4):
                os.write(handles[-1], bytes(2 << 20))
            time.sleep(0.01)
        """
        assert python(sandbox, code).ending in {Ending.OUT_OF_MEMORY, Ending.OUT_OF_DISK}

    def test_memory_that_forks_share_counts_once(self, sandbox: Sandbox) -> None:
        code = """
        x = bytearray(b'x' * (100 << 20))
        children = [os.fork() for _ in range(2)]
        time.sleep(0.5)
        """
        assert python(sandbox, code).succeeded

    def test_a_fork_bomb_is_stopped(self, sandbox: Sandbox, marker: str) -> None:
        code = """
        while True:
            try:
                os.fork()
            except OSError:
                pass
        """
        completed = python(sandbox, code, marker, seconds=10)
        assert completed.ending in {Ending.TOO_MANY_PROCESSES, Ending.OUT_OF_MEMORY}
        assert alive(marker) == []

    def test_filling_the_disk_with_bytes_is_stopped(self, sandbox: Sandbox) -> None:
        code = """
        for i in range(10**9):
            with open(f"f{i}", "wb") as f:
                f.write(bytes(1 << 20))
            time.sleep(0.005)
        """
        assert python(sandbox, code).ending is Ending.OUT_OF_DISK

    def test_filling_the_disk_with_files_is_stopped(self, sandbox: Sandbox) -> None:
        code = "for i in range(10**9): open(f'f{i}', 'w').close(); time.sleep(0.0005)"
        assert python(sandbox, code).ending is Ending.OUT_OF_DISK

    def test_files_that_were_deleted_but_are_open_count(self, sandbox: Sandbox) -> None:
        code = """
        handles = []
        while True:
            handles.append(open("hidden", "wb"))
            os.unlink("hidden")
            handles[-1].write(bytes(2 << 20))
            handles[-1].flush()
            time.sleep(0.01)
        """
        assert python(sandbox, code).ending is Ending.OUT_OF_DISK

    def test_one_file_cannot_outgrow_the_disk(self, sandbox: Sandbox) -> None:
        completed = python(sandbox, "f = open('f', 'wb'); f.truncate(1 << 40)")
        assert completed.exit_code != 0
        assert (completed.ending is Ending.EXITED) or completed.ending is Ending.OUT_OF_DISK

    def test_folders_deeper_than_anyone_needs_are_stopped(self, sandbox: Sandbox) -> None:
        assert shell(sandbox, "true").succeeded
        before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
        code = "for i in range(400): os.mkdir('d'); os.chdir('d')\ntime.sleep(1000)"
        assert python(sandbox, code).ending is Ending.OUT_OF_DISK
        # A driver may keep some connections open; the folders are 400.
        assert len(os.listdir("/proc/self/fd")) < before + 50  # noqa: PTH208

    def test_open_files_are_limited(self, sandbox: Sandbox) -> None:
        completed = python(sandbox, "handles = [open('/dev/null') for _ in range(100)]")
        assert b"Too many open files" in completed.output
        assert completed.exit_code == 1

    def test_modest_work_stays_within_the_limits(self, sandbox: Sandbox) -> None:
        code = """
        for i in range(100):
            open(f"f{i}", "wb").write(bytes(1000))
        import subprocess
        for i in range(5):
            subprocess.run(["true"], check=True)
        time.sleep(0.5)
        """
        completed = python(sandbox, code)
        assert completed.succeeded, completed.output

    # -- nothing that was started is alive

    @pytest.mark.parametrize("kind", DAEMONS)
    @pytest.mark.parametrize("ending", [Ending.EXITED, Ending.TIMED_OUT])
    def test_nothing_is_alive_after_the_command(
        self, sandbox: Sandbox, marker: str, kind: str, ending: Ending
    ) -> None:
        code = f"""
        import signal, subprocess
        SLEEP = ["sh", "-c", "sleep 1000; true", {marker!r}]
        if not os.fork():
            {DAEMONS[kind]}
            os._exit(0)
        time.sleep({0.2 if ending is Ending.EXITED else 1000})
        """
        completed = python(sandbox, code, marker, seconds=20 if ending is Ending.EXITED else 0.5)
        assert completed.ending is ending
        assert alive(marker) == []

    # -- folders

    def test_writable_folders_are_there_empty_and_kept_between_commands(
        self, sandboxes: Sandboxes
    ) -> None:
        with sandboxes.open(SandboxSpec(writable=(APP, "/hgm/out"))) as sandbox:
            for folder in (APP, "/hgm/out", "/tmp"):
                assert sandbox.copy_out(folder, max_bytes=1, max_files=1) == {}
                place = sandbox.path(folder)
                assert shell(sandbox, f"echo kept > {place}/file").succeeded
                assert shell(sandbox, f"cat {place}/file").output == b"kept\n"
                assert sandbox.read_file(f"{folder}/file", max_bytes=10) == b"kept\n"

    def test_two_sandboxes_share_no_folder(self, sandboxes: Sandboxes) -> None:
        spec = SandboxSpec(writable=(APP,))
        with sandboxes.open(spec) as one, sandboxes.open(spec) as other:
            one.write_file("/app/file", b"one")
            with pytest.raises(FileNotFoundError):
                other.read_file("/app/file", max_bytes=10)

    def test_a_written_file_can_be_read_changed_and_run_inside(self, sandbox: Sandbox) -> None:
        sandbox.write_file("/app/deep/er/run", b"#!/bin/sh\necho ran\n", executable=True)
        sandbox.write_file("/app/deep/er/plain", b"old")
        sandbox.write_file("/app/deep/er/plain", b"new")
        completed = shell(sandbox, "deep/er/run && cat deep/er/plain && echo x > deep/er/plain")
        assert completed.output == b"ran\nnew"
        assert completed.succeeded
        assert sandbox.read_file("/app/deep/er/plain", max_bytes=10) == b"x\n"

    @pytest.mark.parametrize(
        "path", ["/etc/passwd", "/app/../etc/passwd", "/app", "/application/file", "/usr/x"]
    )
    def test_no_file_outside_the_writable_folders_is_read_or_written(
        self, sandbox: Sandbox, path: str
    ) -> None:
        with pytest.raises(ValueError, match=r"."):
            sandbox.read_file(path, max_bytes=10**6)
        with pytest.raises(ValueError, match=r"."):
            sandbox.write_file(path, b"")

    def test_a_file_that_is_missing_is_told_from_an_unsafe_one(self, sandbox: Sandbox) -> None:
        for path in ("/app/missing", "/app/missing/deeper"):
            with pytest.raises(FileNotFoundError):
                sandbox.read_file(path, max_bytes=10)

    @pytest.mark.parametrize(
        "code",
        [
            "os.symlink('/etc/passwd', 'x')",
            "os.symlink('x', 'x')",
            "os.mkfifo('x')",
            "os.mkdir('x')",
            "open('x', 'wb').write(bytes(1001))",
            "open('x', 'wb').truncate(8 << 20)",
            "import socket; socket.socket(socket.AF_UNIX).bind('x')",
        ],
    )
    def test_what_is_no_plain_small_file_is_not_read(self, sandbox: Sandbox, code: str) -> None:
        assert python(sandbox, code).succeeded
        with pytest.raises(UnsafeContent):
            sandbox.read_file("/app/x", max_bytes=1000)

    def test_links_on_the_way_are_followed_neither_to_read_nor_to_write(
        self, sandbox: Sandbox, base: Path
    ) -> None:
        target = base.parent / f"{base.name}.target"
        target.mkdir(mode=0o777)
        try:
            (target / "file").write_bytes(b"of the host")
            assert python(sandbox, f"os.symlink({str(target)!r}, 'link')").succeeded
            with pytest.raises(UnsafeContent):
                sandbox.read_file("/app/link/file", max_bytes=1000)
            with pytest.raises(UnsafeContent):
                sandbox.write_file("/app/link/file", b"changed")
            with pytest.raises(UnsafeContent):
                sandbox.write_file("/app/link/new/file", b"made")
            assert os.listdir(target) == ["file"]  # noqa: PTH208
            assert (target / "file").read_bytes() == b"of the host"
        finally:
            subprocess.run(["rm", "-rf", str(target)], check=True)

    def test_a_planted_link_is_replaced_by_the_file_that_is_written(
        self, sandbox: Sandbox, base: Path
    ) -> None:
        target = base.parent / f"{base.name}.target"
        target.write_bytes(b"of the host")
        try:
            assert python(sandbox, f"os.symlink({str(target)!r}, 'x')").succeeded
            sandbox.write_file("/app/x", b"ours")
            assert target.read_bytes() == b"of the host"
            assert sandbox.read_file("/app/x", max_bytes=10) == b"ours"
        finally:
            target.unlink()

    def test_folders_inside_folders_cannot_be_swapped_for_links(
        self, sandboxes: Sandboxes, base: Path
    ) -> None:
        spec = SandboxSpec(writable=(APP, "/app/a/b"))
        secret = base.parent / f"{base.name}.secret"
        secret.mkdir()
        try:
            (secret / "file").write_bytes(b"of the host")
            with sandboxes.open(spec) as sandbox:
                code = f"os.rename('a', 'z'); os.mkdir('a'); os.symlink({str(secret)!r}, 'a/b')"
                python(sandbox, code)
                with pytest.raises((UnsafeContent, FileNotFoundError)):
                    sandbox.read_file("/app/a/b/file", max_bytes=100)
                with pytest.raises(UnsafeContent):
                    sandbox.copy_out("/app/a/b", max_bytes=100, max_files=10)
                completed = shell(sandbox, "cat a/b/file")
                if sandbox.path(APP) == APP:
                    assert b"of the host" not in completed.output
        finally:
            subprocess.run(["rm", "-rf", str(secret)], check=True)

    def test_files_go_in_and_come_out_unchanged(self, sandbox: Sandbox) -> None:
        files = {
            "a.py": File(b"x = 1\n"),
            "bin/run": File(b"#!/bin/sh\n", executable=True),
            "deep/er/still/empty": File(b""),
            "näme with spaces -x": File(bytes(range(256))),
            ".hidden/.file": File(b"."),
        }
        sandbox.copy_in(files, APP)
        assert sandbox.copy_out(APP, max_bytes=10**5, max_files=50) == files

    def test_git_folders_and_bytecode_stay_inside(self, sandbox: Sandbox) -> None:
        sandbox.copy_in({"p/.git/config": File(b"x"), "__pycache__/m.pyc": File(b"x")}, APP)
        sandbox.copy_in({"p/m.py": File(b"x"), ".gitignore": File(b"x")}, APP)
        assert set(sandbox.copy_out(APP, max_bytes=20, max_files=10)) == {"p/m.py", ".gitignore"}

    def test_links_come_out_as_texts_where_they_are_wanted_and_names_can_be_left_out(
        self, sandbox: Sandbox
    ) -> None:
        link = File(b"/etc/passwd", link=True)
        sandbox.copy_in({"d/l": link, "d/f": File(b"x"), "target/f": File(b"y")}, APP)
        shell(sandbox, "ln -s d way")
        with pytest.raises(UnsafeContent, match="link"):
            sandbox.copy_out(APP, max_bytes=100, max_files=10)
        bounds = {"max_bytes": 100, "max_files": 10, "links": True, "ignored": ("target",)}
        found = sandbox.copy_out(APP, **bounds)
        assert found == {"d/l": link, "d/f": File(b"x"), "way": File(b"d", link=True)}
        sandbox.copy_in({"d/l": None, "d/f": None, "way": File(b"z"), "none": None}, APP)
        assert sandbox.copy_out(APP, **bounds) == {"way": File(b"z")}
        assert sandbox.original(APP) == {}

    def test_a_folder_below_a_writable_one_comes_out_alone(self, sandbox: Sandbox) -> None:
        sandbox.copy_in({"p/m.py": File(b"x"), "q/n.py": File(b"y")}, APP)
        assert sandbox.copy_out("/app/p", max_bytes=10, max_files=10) == {"m.py": File(b"x")}

    def test_a_folder_at_its_bounds_comes_out(self, sandbox: Sandbox) -> None:
        files = {f"f{number}": File(b"x" * 10) for number in range(20)}
        sandbox.copy_in(files, APP)
        size = sum(10 + len(path) for path in files)
        assert sandbox.copy_out(APP, max_bytes=size, max_files=20) == files
        for max_bytes, max_files in ((size - 1, 20), (size, 19)):
            with pytest.raises(UnsafeContent):
                sandbox.copy_out(APP, max_bytes=max_bytes, max_files=max_files)

    @pytest.mark.parametrize("kind", PROVOCATIONS)
    @pytest.mark.parametrize("where", [".", "below/deeper"])
    def test_hostile_content_does_not_come_out(
        self, sandbox: Sandbox, kind: str, where: str
    ) -> None:
        code = f"os.makedirs({where!r}, exist_ok=True); os.chdir({where!r}); {PROVOCATIONS[kind]}"
        assert python(sandbox, code).exit_code == 0
        with pytest.raises(UnsafeContent):
            sandbox.copy_out(APP, max_bytes=100_000, max_files=50)

    def test_a_device_does_not_come_out(self, sandbox: Sandbox) -> None:
        made = python(sandbox, "os.mknod('zero', 0o666 | 0o020000, os.makedev(1, 5))").succeeded
        if made:
            with pytest.raises(UnsafeContent):
                sandbox.copy_out(APP, max_bytes=100, max_files=10)
        else:
            assert sandbox.copy_out(APP, max_bytes=100, max_files=10) == {}

    def test_taking_every_permission_away_hides_nothing(self, sandbox: Sandbox) -> None:
        sandbox.copy_in({"d/e/f": File(b"x"), "d/run": File(b"y", executable=True)}, APP)
        for mode in ("000", "400", "200", "100"):
            assert shell(sandbox, f"chmod -R 700 . && chmod {mode} d/e/f d/e d .").succeeded
            files = sandbox.copy_out(APP, max_bytes=100, max_files=10)
            assert {path: file.content for path, file in files.items()} == {
                "d/e/f": b"x",
                "d/run": b"y",
            }

    def test_a_file_behind_a_closed_folder_is_the_agents_fault(self, sandbox: Sandbox) -> None:
        sandbox.copy_in({"d/f": File(b"x")}, APP)
        assert shell(sandbox, "chmod 000 d/f d . || exit 0").succeeded
        with suppress(UnsafeContent):
            assert sandbox.read_file("/app/d/f", max_bytes=10) == b"x"

    def test_a_closed_working_directory_does_not_stop_the_next_command(
        self, sandbox: Sandbox
    ) -> None:
        assert shell(sandbox, "chmod 000 .").succeeded
        assert sandbox.exec(["true"], cwd=APP, seconds=20).succeeded

    def test_a_hundred_thousand_files_neither_come_out_nor_stay(self, sandboxes: Sandboxes) -> None:
        limits = Limits(disk_files=200_000)
        with sandboxes.open(SandboxSpec(writable=(APP,), limits=limits)) as sandbox:
            code = "os.mkdir('d')\nfor i in range(10**5): os.close(os.open(f'd/{i}', 65))"
            assert python(sandbox, code, seconds=60).succeeded
            with pytest.raises(UnsafeContent):
                sandbox.copy_out(APP, max_bytes=10**6, max_files=1000)

    def test_a_very_deep_folder_does_not_stay(self, sandboxes: Sandboxes) -> None:
        with sandboxes.open(SandboxSpec(writable=(APP,))) as sandbox:
            code = "for i in range(3000): os.mkdir('d'); os.chdir('d')\nos.chmod('.', 0)"
            assert python(sandbox, code).exit_code in {0, 128 + signal.SIGKILL}
            with suppress(UnsafeContent):
                assert sandbox.copy_out(APP, max_bytes=10**6, max_files=1000) == {}

    # -- mounts

    def test_a_mount_shows_its_files_and_the_hosts_folder_never_changes(
        self, sandboxes: Sandboxes, shown: Path
    ) -> None:
        before = [(path, path.lstat().st_mode) for path in sorted(shown.rglob("*"))]
        spec = SandboxSpec(writable=(APP, "/hgm/job"), mounts=(Mount(shown, "/hgm/agent"),))
        with sandboxes.open(spec) as sandbox:
            completed = sandbox.exec(["sh", "bin/run"], cwd="/hgm/agent", seconds=20)
            assert completed.output == b"shown\n"
            place = sandbox.path("/hgm/agent")
            shell(sandbox, f"echo x > {place}/bin/run; rm -rf {place}/*; touch {place}/new")
        assert [(path, path.lstat().st_mode) for path in sorted(shown.rglob("*"))] == before
        assert (shown / "bin/run").read_bytes() == b"echo shown\n"

    # -- closing and sweeping

    def test_closing_after_an_error_of_ours_removes_everything(
        self, sandboxes: Sandboxes, base: Path
    ) -> None:
        with pytest.raises(ZeroDivisionError), sandboxes.open(SandboxSpec(writable=(APP,))) as it:
            shell(it, "mkdir d; touch d/f; chmod 000 d .")
            assert list(base.iterdir()) != []
            raise ZeroDivisionError
        assert list(base.iterdir()) == []

    def test_a_live_sandbox_is_never_swept(self, sandboxes: Sandboxes, sandbox: Sandbox) -> None:
        assert sandboxes.sweep(dict(LABELS)) == 0
        assert shell(sandbox, "echo there").output == b"there\n"

    @pytest.mark.parametrize("seconds_in", [0, 0.005, 0.3])
    def test_what_a_killed_owner_left_is_swept_by_its_labels(
        self, sandboxes: Sandboxes, base: Path, marker: str, seconds_in: float
    ) -> None:
        run = f"run-of-{marker}"

        def own() -> None:
            spec = SandboxSpec(writable=(APP,), labels=(("run", run), ("job", "7")))
            with sandboxes.open(spec) as sandbox:
                sandbox.exec(["sh", "-c", "sleep 1000; true", marker], cwd=APP, seconds=1000)

        killed(own, when=lambda: alive(marker) != [], seconds_more=seconds_in)
        assert sandboxes.sweep({"run": "another"}) == 0
        assert sandboxes.sweep({"run": run, "job": "8"}) == 0
        assert len(list(base.iterdir())) == 1
        assert sandboxes.sweep({"run": run}) == 1
        assert list(base.iterdir()) == []
        assert eventually(lambda: alive(marker) == [])
        assert sandboxes.sweep({"run": run}) == 0

    @pytest.fixture
    def shown(self, base: Path) -> Iterator[Path]:
        """A folder of the host to mount; gone before `base` is looked at."""
        with tempfile.TemporaryDirectory(prefix="hgm-shown-") as name:
            place = Path(name)
            place.chmod(0o755)
            (place / "bin").mkdir()
            (place / "bin/run").write_bytes(b"echo shown\n")
            yield place


class IsolationContract:
    """Beside SandboxContract, for drivers that say they isolate; needs the same fixtures."""

    unseen: tuple[str, ...] = ()
    """More places of the host that must not be there inside."""

    # -- network

    def test_services_of_the_host_cannot_be_reached(self, sandbox: Sandbox, marker: str) -> None:
        with (
            socket.create_server(("127.0.0.1", 0)) as server,
            socket.socket(socket.AF_UNIX) as ours,
        ):
            ours.bind(f"\0{marker}")
            ours.listen()
            address, name = server.getsockname(), f"\0{marker}"
            with socket.create_connection(address, timeout=2):
                pass
            code = f"""
            import socket
            for family, address in (
                (socket.AF_INET, {address!r}), (socket.AF_INET, ("0.0.0.0", {address[1]})),
                (socket.AF_UNIX, {name!r}), (socket.AF_INET, ("192.0.2.1", 80)),
            ):
                with socket.socket(family) as s:
                    s.settimeout(2)
                    print(s.connect_ex(address))
            """
            completed = python(sandbox, code)
            assert completed.succeeded, completed.output
            assert b"0" not in completed.output.split()
            assert len(completed.output.split()) == 4

    def test_a_socket_file_of_the_host_cannot_be_reached(
        self, sandbox: Sandbox, host_folder: Path
    ) -> None:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(host_folder / "socket"))
            (host_folder / "socket").chmod(0o777)
            server.listen()
            code = "import socket; socket.socket(socket.AF_UNIX).connect(sys.argv[1])"
            completed = python(sandbox, code, str(host_folder / "socket"))
            assert b"FileNotFoundError" in completed.output

    def test_the_only_interface_is_a_loopback_of_its_own(self, sandbox: Sandbox) -> None:
        code = "import socket; print([name for _, name in socket.if_nameindex()])"
        assert python(sandbox, code).output == b"['lo']\n"

    def test_raw_packets_cannot_be_sent(self, sandbox: Sandbox) -> None:
        code = "import socket; socket.socket(socket.AF_PACKET, socket.SOCK_RAW)"
        assert b"PermissionError" in python(sandbox, code).output

    # -- the host's files, variables, processes

    def test_no_file_of_the_host_can_be_seen(self, sandbox: Sandbox, host_folder: Path) -> None:
        (host_folder / "secret").write_text("secret")
        (host_folder / "secret").chmod(0o644)
        paths = [str(host_folder / "secret"), str(Path(__file__)), *self.unseen]
        paths += ["/proc/1/root" + str(host_folder)]
        code = "print([path for path in sys.argv[1:] if os.path.exists(path)])"
        assert python(sandbox, code, *paths).output == b"[]\n"

    def test_no_place_but_the_writable_folders_can_be_written(self, sandbox: Sandbox) -> None:
        code = """
        import tempfile
        written = set()
        pending = ["/"]
        while pending:
            folder = pending.pop()
            try:
                with tempfile.TemporaryFile(dir=folder): written.add(folder)
            except OSError:
                pass
            if folder.count("/") < 4 and not folder.startswith("/proc"):
                entries = os.scandir(folder) if os.access(folder, os.R_OK) else ()
                pending += [e.path for e in entries if e.is_dir(follow_symlinks=False)]
        print(sorted(written))
        for path in ("/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/etc/passwd"):
            try: open(path, "w").write("1"); print("wrote", path)
            except OSError: pass
        """
        completed = python(sandbox, code)
        assert completed.output.splitlines()[0] == b"['/app', '/dev/shm', '/tmp']"
        assert len(completed.output.splitlines()) == 1

    def test_shared_memory_counts_as_disk(self, sandbox: Sandbox) -> None:
        code = """
        for i in range(10**9):
            open(f"/dev/shm/{i}", "wb").close()
            time.sleep(0.0005)
        """
        assert python(sandbox, code).ending is Ending.OUT_OF_DISK

    def test_secrets_of_our_environment_are_in_no_process(
        self, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-host")
        completed = shell(sandbox, "cat /proc/*/environ /proc/*/cmdline")
        assert b"HGM_ROOT" in completed.output
        assert b"sk-of-the-host" not in completed.output

    def test_processes_of_the_host_are_neither_seen_nor_reached(self, sandbox: Sandbox) -> None:
        with subprocess.Popen(["sleep", "1000"]) as process:
            try:
                code = """
                print(len([name for name in os.listdir("/proc") if name.isdecimal()]) < 6)
                for pid in (int(sys.argv[1]), -1):
                    try: os.kill(pid, 9)
                    except ProcessLookupError: print("no such process")
                """
                completed = python(sandbox, code, str(process.pid))
                assert completed.output.splitlines()[:2] == [b"True", b"no such process"]
                assert process.poll() is None
            finally:
                process.kill()

    def test_no_descriptor_of_ours_is_inherited(self, sandbox: Sandbox, host_folder: Path) -> None:
        (host_folder / "open").write_text("secret")
        with (host_folder / "open").open() as file:
            os.set_inheritable(file.fileno(), True)
            code = "print([int(n) for n in os.listdir('/proc/self/fd') if int(n) > 2 + 1])"
            assert python(sandbox, code).output == b"[]\n"

    def test_the_hosts_names_are_not_told(self, sandbox: Sandbox) -> None:
        assert shell(sandbox, "uname -n").output.decode().strip() != os.uname().nodename

    def test_keys_of_the_kernel_are_shared_neither_with_us_nor_between_sandboxes(
        self, sandboxes: Sandboxes
    ) -> None:
        leave = f"""
        import ctypes
        libc = ctypes.CDLL(None)
        print(libc.syscall({_ADD_KEY}, b"user", b"of another job", b"x", 1, -3) > 0)
        """
        look = f"""
        import ctypes
        libc = ctypes.CDLL(None)
        for name in (b"of the engine", b"of another job"):
            print(libc.syscall({_REQUEST_KEY}, b"user", name, None, 0) > 0)
        """

        def own() -> None:
            libc = ctypes.CDLL(None)
            libc.syscall(_KEYCTL, 1, None)
            libc.syscall(_ADD_KEY, b"user", b"of the engine", b"x", 1, -3)
            spec = SandboxSpec(writable=(APP,))
            with sandboxes.open(spec) as one, sandboxes.open(spec) as other:
                python(one, leave)
                assert python(other, look).output == b"False\nFalse\n"

        # In a thread, because the session keyring that it makes is that thread's alone.
        with ThreadPoolExecutor(1) as threads:
            threads.submit(own).result()

    # -- powers

    def test_it_has_no_powers_and_can_get_none(self, sandbox: Sandbox) -> None:
        status = shell(sandbox, "cat /proc/self/status").output.decode()
        values = dict(line.split(":\t") for line in status.splitlines() if ":\t" in line)
        for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
            assert int(values[name], 16) == 0
        assert values["NoNewPrivs"] == "1"
        if os.getuid() == 0:
            assert "0" not in values["Uid"].split()

    @pytest.mark.parametrize(
        "command",
        [
            "unshare -U true",
            "unshare -n true",
            "unshare -m true",
            "mount -t tmpfs none /app",
            "umount -l /usr",
            "mount -o remount,rw /",
            "mount -o remount,bind,rw /usr",
            "mknod device c 1 5",
            "chroot / true",
            "chown 0:0 /app",
            "hostname other",
            "nice -n -5 true 2>&1 | grep -v cannot",
            "ln /usr/bin/true linked",
            "date -s 2000-01-01",
        ],
    )
    def test_what_needs_powers_fails(self, sandbox: Sandbox, command: str) -> None:
        assert not shell(sandbox, f"PATH=$PATH:/usr/sbin; {command}").succeeded

    def test_the_sandboxs_first_process_cannot_be_killed(self, sandbox: Sandbox) -> None:
        code = """
        import signal
        for number in (1, 2, 15): signal.signal(number, signal.SIG_IGN)
        for number in (1, 2, 9, 15, 19): os.kill(1, number)
        print(os.path.exists("/proc/1/status"))
        """
        completed = python(sandbox, code)
        assert completed.output == b"True\n"

    def test_a_mount_cannot_be_changed(self, sandboxes: Sandboxes, shown: Path) -> None:
        spec = SandboxSpec(writable=(APP,), mounts=(Mount(shown, "/hgm/agent"),))
        with sandboxes.open(spec) as sandbox:
            for command in ("echo x > bin/run", "rm bin/run", "touch x", "chmod 777 .", "mv bin b"):
                completed = sandbox.exec(["sh", "-c", command], cwd="/hgm/agent", seconds=20)
                assert not completed.succeeded, command

    # -- two sandboxes

    def test_two_sandboxes_cannot_meet(self, sandboxes: Sandboxes, marker: str) -> None:
        leave = f"""
        import ctypes, socket
        libc = ctypes.CDLL(None)
        s = socket.socket(socket.AF_UNIX); s.bind("\\0{marker}"); s.listen()
        t = socket.create_server(("127.0.0.1", 34567))
        open("/dev/shm/{marker}", "w"); open("/tmp/{marker}", "w")
        libc.msgget(77, 0o1666)
        libc.syscall({_ADD_KEY}, b"user", b"{marker}", b"x", 1, -3)
        print("left", flush=True)
        time.sleep(1000)
        """
        look = f"""
        import ctypes, glob, socket
        libc = ctypes.CDLL(None)
        s = socket.socket(socket.AF_UNIX)
        t = socket.socket()
        print(
            s.connect_ex("\\0{marker}") != 0, t.connect_ex(("127.0.0.1", 34567)) != 0,
            not glob.glob("/*/{marker}") + glob.glob("/dev/shm/*"),
            libc.msgget(77, 0) == -1,
            libc.syscall({_REQUEST_KEY}, b"user", b"{marker}", None, 0) == -1,
            sum(name.isdecimal() for name in os.listdir("/proc")) < 6,
        )
        """
        spec = SandboxSpec(writable=(APP,))
        with sandboxes.open(spec) as one, sandboxes.open(spec) as other:
            thread = threading.Thread(target=python, args=(one, leave), kwargs={"seconds": 3})
            thread.start()
            assert eventually(lambda: alive(marker) != [])
            time.sleep(0.5)
            completed = python(other, look)
            thread.join()
        assert completed.output == b"True True True True True True\n"


_AARCH64 = os.uname().machine == "aarch64"
_ADD_KEY, _REQUEST_KEY, _KEYCTL = (217, 218, 219) if _AARCH64 else (248, 249, 250)


@pytest.fixture
def host_folder() -> Iterator[Path]:
    """A folder of the host that everybody may read."""
    with tempfile.TemporaryDirectory(prefix="hgm-host-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def python(sandbox: Sandbox, code: str, *words: str, seconds: float = 20) -> Completed:
    """Run a program in /app."""
    lines = code.strip("\n").splitlines()
    indent = len(lines[0]) - len(lines[0].lstrip())
    program = "import os, sys, time\n" + "\n".join(line[indent:] for line in lines)
    return sandbox.exec(["python3", "-c", program, *words], cwd=APP, seconds=seconds)


def shell(sandbox: Sandbox, code: str, *, seconds: float = 20) -> Completed:
    """Run a line of shell in /app."""
    return sandbox.exec(["sh", "-c", code], cwd=APP, seconds=seconds)


def alive(marker: str) -> list[int]:
    """Processes of the host that have an argument with this text and are no zombies."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and int(entry.name) != os.getpid():
            try:
                if marker.encode() in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def eventually(condition: Callable[[], bool], *, seconds: float = 10) -> bool:
    """Whether a condition came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


def killed(own: Callable[[], None], *, when: Callable[[], bool], seconds_more: float) -> None:
    """Run `own` in a process of its own and kill that when it is time."""
    child = os.fork()
    if child == 0:
        try:
            own()
        finally:
            os._exit(1)
    try:
        assert eventually(when)
        time.sleep(seconds_more)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
