"""Images run as their root: everything that holds for other sandboxes holds for these as well."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from contracts.sandbox_contract import (
    IsolationContract,
    SandboxContract,
    base,
    host_folder,
    marker,
    python,
    shell,
)

from sandbox.docker import Docker
from sandbox.engine import connect
from sandbox.images import BASE, base_image
from sandbox.interface import Sandbox, Sandboxes, SandboxSpec

__all__ = ["base", "host_folder", "marker"]

pytestmark = [pytest.mark.docker, pytest.mark.slow]


class AsRoot(Docker):
    """Every sandbox is an image that is run as its root."""

    @contextmanager
    def open(self, spec: SandboxSpec) -> Iterator[Sandbox]:
        api = connect().api
        image = base_image(api, BASE)
        api.close()
        with super().open(replace(spec, image=image, as_root=True)) as sandbox:
            yield sandbox


class TestDockerAsRoot(SandboxContract, IsolationContract):
    @pytest.fixture
    def sandboxes(self, base: Path) -> Sandboxes:
        return AsRoot(base)

    def test_no_place_but_the_writable_folders_can_be_written(self, sandbox: Sandbox) -> None:
        """Its image can, but nothing of that outlives the command or is the kernel's."""
        code = """
        for path in sys.argv[1:]:
            try: open(path, "w").write("1"); print("wrote", path)
            except OSError: pass
        """
        kernel = ["/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/self/oom_adj"]
        kernel += ["/sys/kernel/uevent_helper", "/sys/fs/cgroup/cgroup.procs", "/proc/kcore"]
        completed = python(sandbox, code, *kernel[:2], *kernel[3:], "/etc/passwd", "/usr/new")
        assert completed.output.splitlines() == [b"wrote /etc/passwd", b"wrote /usr/new"]
        assert shell(sandbox, "ls /usr/new; wc -c < /etc/passwd").output.split()[-1] != b"1"

    def test_it_has_no_powers_and_can_get_none(self, sandbox: Sandbox) -> None:
        status = shell(sandbox, "cat /proc/self/status").output.decode()
        values = dict(line.split(":\t") for line in status.splitlines() if ":\t" in line)
        for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
            assert int(values[name], 16) == 0
        assert values["NoNewPrivs"] == "1"
        assert values["Seccomp"] == "2"

    @pytest.mark.parametrize(
        "command",
        [
            "unshare -U true",
            "unshare -m true",
            "mount -t tmpfs none /mnt",
            "umount -l /app",
            "mount -o remount,bind,rw /hgm/python",
            "touch /hgm/python/x",
            "mknod device c 1 5",
            "chroot / true",
            "chown 1:1 /app",
            "su nobody -s /bin/true",
            "hostname other",
            "nice -n -5 true 2>&1 | grep -v cannot",
            "date -s 2000-01-01",
            "dmesg",
            "cat /proc/kcore",
            "modprobe dummy",
        ],
    )
    def test_what_needs_powers_fails(self, sandbox: Sandbox, command: str) -> None:
        assert not shell(sandbox, f"PATH=$PATH:/usr/sbin; {command}").succeeded
