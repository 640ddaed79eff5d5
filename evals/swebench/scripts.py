"""The script that tests an instance: as its row brings it, or built for a row of the old form."""

import re
import shlex
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from evals.benchmark import InvalidBenchmark

START = ">>>>> Start Test Output"
END = ">>>>> End Test Output"
ASSETS = "/image_assets"
"""Where files that a textual patch cannot hold wait in the container."""
_FIRST = ("#!/bin/bash", "set -uxo pipefail")
_NO_TESTS = (
    ".json",
    ".png",
    "csv",
    ".txt",
    ".md",
    ".jpg",
    ".jpeg",
    ".pkl",
    ".yml",
    ".yaml",
    ".toml",
)
_FOLDER, _ENVIRONMENT = "/testbed", "testbed"
_FACTS = Path(__file__).parent / "legacy.toml"


@dataclass(frozen=True, slots=True)
class Testing:
    """What decides how the log of an instance comes about and is read."""

    script: str
    """An eval script as the rows of swebench 5 bring it."""
    parser: str
    kind: str


def recording(script: str) -> str:
    """The eval script as it is run: it also says with which status the tests ended.

    It says so behind the end marker, so that it is in no part of the log that is parsed.
    """
    lines = [line for line in script.strip().split("\n") if line not in _FIRST]
    for number, line in enumerate(lines):
        if END in line:
            lines.insert(number, "SWEBENCH_TEST_EXIT_CODE=$?")
            lines.insert(number + 2, 'echo ">>>>> Test Exit Code: $SWEBENCH_TEST_EXIT_CODE"')
            break
    return "\n".join([*_FIRST, *lines, ""])


def staging(script: str, assets: Sequence[str]) -> str:
    """The script with every asset put in its place just before the tests, behind their patch."""
    lines = script.split("\n")
    starts = [number for number, line in enumerate(lines) if START in line]
    place = starts[0] if starts else len(lines)
    copies = []
    for path in assets:
        target = shlex.quote(path)
        source = shlex.quote(f"{ASSETS}/{flat(path)}")
        copies.append(f"mkdir -p $(dirname {target}) && cp {source} {target}")
    return "\n".join([*lines[:place], *copies, *lines[place:]])


def flat(path: str) -> str:
    """The name under which an asset waits."""
    return path.replace("/", "__")


def legacy_testing(row: Mapping[str, str]) -> Testing:
    """How swebench 4.1 tested a row of the old form: repo, version, base_commit, test_patch.

    Raises InvalidBenchmark where it knew no such repository or version.
    """
    facts = _facts().get(row["repo"])
    runs = facts["runs"] if facts else []
    run = next((each for each in runs if row["version"] in each["versions"]), None)
    if facts is None or run is None:
        raise InvalidBenchmark(
            f"{row['instance_id']} has no eval_script, and how {row['repo']} {row['version']} is "
            "tested is not known here: use the data set in the form of swebench 5."
        )
    python = facts.get("python", False)
    lines = _python_script(row, run) if python else _common_script(row, run)
    return Testing("\n".join([*_FIRST, *lines, ""]), facts["parser"], _kind(facts))


def _kind(facts: Mapping[str, str]) -> str:
    return facts.get("kind", "pass_and_fail")


@cache
def _facts() -> dict[str, dict]:  # type: ignore[type-arg] # what TOML gives
    return tomllib.loads(_FACTS.read_text("utf-8"))


def _python_script(row: Mapping[str, str], run: Mapping[str, Sequence[str]]) -> list[str]:
    files = " ".join(changed_files(row["test_patch"]))
    reset = f"git checkout {row['base_commit']} {files}"
    (command,) = run["test"]
    activate = ["source /opt/miniconda3/bin/activate", f"conda activate {_ENVIRONMENT}"]
    return [
        *activate,
        f"cd {_FOLDER}",
        *run.get("before", ()),
        f"git config --global --add safe.directory {_FOLDER}",
        f"cd {_FOLDER}",
        "git status",
        "git show",
        f"git -c core.fileMode=false diff {row['base_commit']}",
        *activate,
        *([str(run["install"])] if "install" in run else []),
        reset,
        _apply("git apply -v -", row["test_patch"]),
        f": '{START}'",
        " ".join([command, *test_files(row["repo"], row["test_patch"])]),
        f": '{END}'",
        reset,
    ]


def _common_script(row: Mapping[str, str], run: Mapping[str, Sequence[str]]) -> list[str]:
    files = changed_files(row["test_patch"])
    reset = 'echo "No test files to reset"'
    if files:
        reset = f"git checkout {row['base_commit']} {' '.join(files)}"
    return [
        f"cd {_FOLDER}",
        f"git config --global --add safe.directory {_FOLDER}",
        f"cd {_FOLDER}",
        reset,
        _apply("git apply --verbose --reject -", row["test_patch"]),
        *run.get("build", ()),
        f": '{START}'",
        *run["test"],
        f": '{END}'",
        reset,
    ]


def _apply(command: str, patch: str) -> str:
    word = "EOF_114329324912"
    return f"{command} <<'{word}'\n{patch}\n{word}"


def changed_files(patch: str) -> list[str]:
    """The files that a patch finds there, in its order: those it adds are none."""
    found: list[str] = []
    for line in patch.splitlines():
        if header := re.match(r"diff --git a/(.+) b/", line):
            found.append(header[1])
        elif line.startswith("new file mode ") and found:
            found.pop()
    return found


def test_files(repo: str, patch: str) -> list[str]:
    """What a Python repository's test command is told to run, from the tests' patch."""
    paths = re.findall(r"diff --git a/.* b/(.*)", patch)
    found = [path for path in paths if not path.endswith(_NO_TESTS)]
    if repo != "django/django":
        return found
    return [path.removesuffix(".py").removeprefix("tests/").replace("/", ".") for path in found]
