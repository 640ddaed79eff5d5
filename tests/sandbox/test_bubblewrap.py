import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from contracts.sandbox_contract import (
    APP,
    IsolationContract,
    SandboxContract,
    base,
    host_folder,
    marker,
    python,
    shell,
)

import sandbox.bubblewrap
from sandbox.bubblewrap import Bubblewrap
from sandbox.interface import Limits, Mount, Sandboxes, SandboxSpec, SandboxUnavailable

__all__ = ["base", "host_folder", "marker"]

only_root = pytest.mark.skipif(os.getuid() != 0, reason="only root can hand out users")


@pytest.fixture
def closed_umask() -> Iterator[None]:
    """As careful administrators set it."""
    before = os.umask(0o077)
    yield
    os.umask(before)


class TestBubblewrap(SandboxContract, IsolationContract):
    unseen = ("/etc/shadow", "/etc/ssh", "/root", "/home", "/var", "/sys/kernel")

    @pytest.fixture
    def sandboxes(self, base: Path) -> Sandboxes:
        return Bubblewrap(base)

    def test_threads_are_limited_too(self, sandboxes: Sandboxes) -> None:
        spec = SandboxSpec(writable=(APP,), limits=Limits(processes=30))
        with sandboxes.open(spec) as opened:
            code = """
            import threading
            for _ in range(40):
                threading.Thread(target=time.sleep, args=(0.1,)).start()
            """
            assert b"can't start new thread" in python(opened, code).output

    def test_an_image_is_refused(self, sandboxes: Sandboxes) -> None:
        spec = SandboxSpec(image="debian:bookworm")
        with pytest.raises(SandboxUnavailable, match="debian:bookworm"), sandboxes.open(spec):
            pass

    def test_a_closed_umask_closes_nothing_to_the_sandbox(
        self, sandboxes: Sandboxes, closed_umask: None
    ) -> None:
        with sandboxes.open(SandboxSpec(writable=(APP, "/hgm/deep/out"))) as opened:
            opened.write_file("/app/a/b", b"x")
            completed = shell(opened, "cat a/b && id -un && touch /hgm/deep/out/file a/c")
            assert (completed.output, completed.exit_code) == (b"xagent\n", 0)

    @only_root
    def test_a_mount_below_a_closed_folder_is_shown_all_the_same(
        self, sandboxes: Sandboxes, tmp_path: Path
    ) -> None:
        shown = tmp_path / "closed" / "shown"
        shown.mkdir(parents=True)
        (shown / "file").write_bytes(b"shown")
        (tmp_path / "closed").chmod(0o700)
        spec = SandboxSpec(writable=(APP,), mounts=(Mount(shown, "/hgm/agent"),))
        with sandboxes.open(spec) as opened:
            assert shell(opened, "cat /hgm/agent/file").output == b"shown"
            assert not shell(opened, "echo x > /hgm/agent/file").succeeded
        assert (shown / "file").read_bytes() == b"shown"

    @only_root
    def test_no_two_sandboxes_are_the_same_user(self, sandboxes: Sandboxes) -> None:
        spec = SandboxSpec(writable=(APP,))
        with sandboxes.open(spec) as one, sandboxes.open(spec) as other:
            assert shell(one, "id -u").output != shell(other, "id -u").output

    def test_what_is_installed_beside_the_engine_is_not_shown(
        self, sandboxes: Sandboxes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        installed = next(path for path in Path("/usr/lib").iterdir() if list_folder(path))
        file = installed / "sandbox" / "bubblewrap.py"
        monkeypatch.setattr(sandbox.bubblewrap, "__file__", str(file))
        with sandboxes.open(SandboxSpec(writable=(APP,))) as opened:
            code = "print(os.listdir(sys.argv[1]), os.access(sys.argv[1], os.W_OK))"
            assert python(opened, code, str(installed)).output == b"[] False\n"

    def test_a_command_that_fails_to_start_leaves_no_descriptor_open(
        self, sandboxes: Sandboxes
    ) -> None:
        with sandboxes.open(SandboxSpec(writable=(APP,))) as opened:
            before = descriptors()
            for _ in range(3):
                with pytest.raises(SandboxUnavailable):
                    opened.exec(["true"], cwd="/missing", seconds=20)
                with pytest.raises(SandboxUnavailable):
                    opened.exec(["true", "x" * 10**6], cwd=APP, seconds=20)
                assert opened.exec(["true"], cwd=APP, seconds=20).succeeded
            assert descriptors() == before


def list_folder(path: Path) -> bool:
    """Whether it is a folder that python3 does not need, with something in it."""
    needed = {"x86_64-linux-gnu", "aarch64-linux-gnu"}
    if path.name in needed or path.name.startswith("python") or not path.is_dir():
        return False
    return not path.is_symlink() and any(path.iterdir())


def descriptors() -> list[str]:
    return sorted(entry.name for entry in Path("/proc/self/fd").iterdir())
