import platform
import subprocess
import sys

import pytest

FAULTS = """
import resource, sys
import numpy as np
from engine.lab.allocation import keep_freed_memory

if "keep" in sys.argv:
    keep_freed_memory()
ones = np.ones(2**18)
def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
ones + ones
before = faults()
for _ in range(50):
    np.log1p(ones + ones)
print(faults() - before)
"""


def faults(*arguments: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", FAULTS, *arguments],
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc is told")
def test_memory_that_arrays_no_longer_need_is_kept_for_the_next_ones() -> None:
    assert faults("keep") < 2_000 < faults()
