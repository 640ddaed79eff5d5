"""Changes that could alter how tests run rather than what they test."""

import configparser
import sys
import tomllib
from collections.abc import Callable, Container, Mapping
from pathlib import PurePosixPath

from evals.benchmark import Patch
from evals.patches import as_patch
from sandbox.files import File

_STARTERS = ("sitecustomize.py", "usercustomize.py")
_SETTINGS = ("conftest.py", "pytest.ini", ".pytest.ini", "noxfile.py", ".coveragerc")
_RUNNERS = ("jest.config.", "vitest.config.", ".mocharc.", "karma.conf.")
# Parsers take the square of a line's length, and no other thread runs meanwhile.
_MAX_SETTINGS_BYTES, _MAX_LINE = 64 * 1024, 1000
_TOOLS = sys.stdlib_module_names | {"pytest", "_pytest", "pluggy", "coverage", "hypothesis"}


def tampering(patch: Patch) -> dict[str, str]:
    """Path -> what is suspicious about its change, for every path where something is."""
    return {
        each.path: why
        for each in patch.changes
        if (why := _suspicion(PurePosixPath(each.path), each.before, each.after))
    }


def without(patch: Patch, paths: Container[str]) -> Patch:
    """The patch as if it had left those paths as they were."""
    return as_patch(change for change in patch.changes if change.path not in paths)


def _suspicion(path: PurePosixPath, before: File | None, after: File | None) -> str:
    name = path.name.lower()
    if name in _STARTERS or name.endswith(".pth"):
        return "runs when Python starts"
    if name in _SETTINGS or name.startswith(_RUNNERS):
        return "configures the tests"
    if name in _SECTIONS and _section(name, before) != _section(name, after):
        return "configures the tests"
    if before is not None and _is_test(path):
        return "changes a test"
    if before is None and len(path.parts) <= 2 and _shadowed(path) in _TOOLS:
        return f"shadows {_shadowed(path)}"
    return ""


def _is_test(path: PurePosixPath) -> bool:
    name = path.name
    return name.startswith("test_") or path.stem.endswith(("_test", ".test", ".spec", "_spec"))


def _shadowed(path: PurePosixPath) -> str:
    """The module that a new file could be taken for when its folder is where imports look first."""
    if path.suffix not in (".py", ".so", ".pyc"):
        return ""
    return path.parent.name if path.name == "__init__.py" else path.name.partition(".")[0]


def _pytest_tables(text: str) -> object:
    tools = tomllib.loads(text).get("tool", {})
    return {name: table for name, table in tools.items() if name.startswith("pytest")}


def _pytest_sections(text: str) -> object:
    # No section's defaults are every section's: pytest knows none, and their product is large.
    parser = configparser.ConfigParser(interpolation=None, default_section="")
    parser.read_string(text)
    return {name: dict(parser[name]) for name in parser.sections() if "pytest" in name}


_SECTIONS: Mapping[str, Callable[[str], object]] = {
    "pyproject.toml": _pytest_tables,
    "setup.cfg": _pytest_sections,
    "tox.ini": _pytest_sections,
}


def _section(name: str, file: File | None) -> object:
    """What a file that holds many things says about tests; all of it where it cannot be read."""
    if file is None:
        return {}
    if len(file.content) > _MAX_SETTINGS_BYTES:
        return file.content
    text = file.content.decode(errors="replace")
    if max(map(len, text.split("\n"))) > _MAX_LINE:
        return text
    try:
        return _SECTIONS[name](text)
    except (ValueError, configparser.Error, AttributeError, RecursionError):
        return text
