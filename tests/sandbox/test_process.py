import resource
import time
from pathlib import Path

import pytest
from contracts.sandbox_contract import APP, SandboxContract, base, marker, python, shell

from sandbox.interface import Ending, Sandboxes, SandboxSpec, SandboxUnavailable, UnsafeContent
from sandbox.process import Process

__all__ = ["base", "marker"]


class TestProcess(SandboxContract):
    @pytest.fixture
    def sandboxes(self, base: Path) -> Sandboxes:
        return Process(base)

    def test_an_image_is_refused(self, sandboxes: Sandboxes) -> None:
        spec = SandboxSpec(image="debian:bookworm")
        with pytest.raises(SandboxUnavailable, match="debian:bookworm"), sandboxes.open(spec):
            pass

    def test_a_folder_replaced_by_a_link_is_not_followed(self, sandboxes: Sandboxes) -> None:
        with sandboxes.open(SandboxSpec(writable=(APP,))) as opened:
            place = opened.path(APP)
            assert shell(opened, f"cd /; rmdir {place}; ln -s /etc {place}").succeeded
            with pytest.raises(UnsafeContent):
                opened.read_file("/app/passwd", max_bytes=10**6)
            with pytest.raises(UnsafeContent):
                opened.copy_out(APP, max_bytes=10**6, max_files=100)

    def test_a_folder_that_is_gone_is_its_codes_fault(self, sandboxes: Sandboxes) -> None:
        with sandboxes.open(SandboxSpec(writable=(APP,))) as opened:
            completed = python(
                opened, "import shutil; shutil.rmtree(os.environ['HGM_ROOT']); time.sleep(0.4)"
            )
            assert completed.ending is Ending.EXITED
            with pytest.raises(UnsafeContent):
                opened.copy_out(APP, max_bytes=10, max_files=10)

    def test_the_users_other_processes_do_not_count(self, sandboxes: Sandboxes) -> None:
        # The kernel's limit would: it is of a user, whose desktop may have used it up already.
        with sandboxes.open(SandboxSpec(writable=(APP,))) as opened:
            code = "import resource; print(resource.getrlimit(resource.RLIMIT_NPROC))"
            expected = f"{resource.getrlimit(resource.RLIMIT_NPROC)}\n"
            assert python(opened, code).output.decode() == expected

    def test_one_who_escapes_and_keeps_writing_does_not_hold_us_up(
        self, sandboxes: Sandboxes
    ) -> None:
        with sandboxes.open(SandboxSpec(writable=(APP,))) as opened:
            start = time.monotonic()
            # Not even the environment tells whose it is; it ends by itself.
            completed = shell(opened, "env -i setsid timeout 3 yes & sleep 0.2; exit 4")
            assert (completed.ending, completed.exit_code) == (Ending.EXITED, 4)
            assert time.monotonic() - start < 2.5
