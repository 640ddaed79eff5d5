"""Exported agents as their users have them: installed in an environment of their own, and run."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from histories import Workbench
from worlds import write_files, write_tiny_benchmark

from archive.store import Archive
from archive.values import Source
from engine.configuration import Configuration
from engine.export.formats import Format, write_package
from engine.export.package import make_package
from engine.export.provenance import read_provenance
from engine.session import create_run

PUPPET: Source = {
    "agent.toml": b'name = "puppet"\nprotocol = 1\nmodule = "puppet"\n',
    "puppet.py": b"import json, os, pathlib, sys\n"
    b"if sys.argv[1] != 'check':\n"
    b"    job = json.loads(pathlib.Path(sys.argv[2]).read_text())\n"
    b"    repository = pathlib.Path(job['repository'])\n"
    b"    exec(job['instruction'])\n",
}
"""Does what the instruction says, in Python."""

WITHIN = """\
def within(value, low, high):
    return low <= value and value < high
"""
TESTS = """\
import unittest

from bounds import within


class Within(unittest.TestCase):
    def test_inside(self):
        self.assertTrue(within(5, 0, 10))

    def test_at_the_upper_bound(self):
        self.assertTrue(within(10, 0, 10))

    def test_above(self):
        self.assertFalse(within(11, 0, 10))
"""


def make_run(folder: Path, agent: str, **configuration: Any) -> Path:
    """A run with its root and nothing more."""
    benchmark = folder.parent / "tasks"
    if not benchmark.exists():
        write_tiny_benchmark(benchmark, search=2, test=2)
    values = {"seed_agent": agent, "benchmark": str(benchmark), **configuration}
    create_run(folder, Configuration.build(values))
    return folder


def export(run: Path, out: Path, kind: Format = Format.WHEEL, name: str | None = None) -> Path:
    """Export the root."""
    with Archive.open(run) as archive:
        provenance = read_provenance(archive, archive.agent(0))
        return write_package(
            make_package(archive.source(0), provenance, name=name), archive, out, kind
        )


def broken_repository(folder: Path) -> Workbench:
    """Nobody has seen it before: a wrong comparison, its tests, and a secret that git ignores."""
    bench = Workbench(folder)
    files = {"bounds.py": WITHIN, "test_bounds.py": TESTS, ".gitignore": ".env\n*.log\n"}
    bench.commit("first", files)
    (folder / ".env").write_text("KEY=sesame\n")
    return bench


def passes(folder: Path) -> bool:
    """Whether the repository's own tests do."""
    command = [sys.executable, "-m", "unittest", "-q"]
    return not subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode


@dataclass(frozen=True)
class Ran:
    status: int
    output: str
    told: str


@dataclass(frozen=True)
class Environment:
    """A virtual environment without a network, into which wheels were installed."""

    folder: Path

    def pip(self, *words: str) -> None:
        command = [sys.executable, "-m", "pip", "--python", str(self.folder / "bin/python")]
        command += ["--disable-pip-version-check", *words]
        subprocess.run(command, check=True, capture_output=True)

    def install(self, *packages: Path) -> None:
        self.pip("install", "--quiet", "--no-index", "--no-deps", *map(str, packages))

    def start(
        self, name: str, *words: str, environment: Mapping[str, str] | None = None
    ) -> subprocess.Popen[str]:
        own = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "GIT_CONFIG_NOSYSTEM": "1"}
        return subprocess.Popen(
            [str(self.folder / f"bin/hgm-agent-{name}"), *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd="/",
            env={**own, **(environment or {})},
        )

    def run(
        self,
        name: str,
        *words: str,
        environment: Mapping[str, str] | None = None,
        after: float | None = None,
    ) -> Ran:
        """Run the command; `after`: seconds after it tells of its work, when Ctrl-C comes."""
        process = self.start(name, *words, environment=environment)
        told = ""
        if after is not None:
            assert process.stderr is not None
            told = process.stderr.readline()
            try:
                process.wait(after)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=120)
        assert "Traceback" not in errors, errors
        return Ran(process.returncode, output, told + errors)


def make_environment(folder: Path) -> Environment:
    """With nothing in it; pip itself, which would take as long as all else, stays outside."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    return Environment(folder)


def write_puppet(folder: Path) -> str:
    """The puppet as an agent's folder."""
    return str(write_files(folder, PUPPET))


def processes() -> str:
    """The command lines of all that runs."""
    lines = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            lines.append(place.read_text(errors="replace"))
    return "\n".join(lines)
