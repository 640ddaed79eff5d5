"""What a repository says that it and its tests require, read and never run."""

import ast
import configparser
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from sandbox.files import Files

_EXTRAS = {"test", "tests", "testing", "dev", "develop", "development"}
_FILES = {
    "requirements.txt",
    *(f"{kind}-requirements.txt" for kind in _EXTRAS),
    *(f"requirements-{kind}.txt" for kind in _EXTRAS),
    *(f"requirements_{kind}.txt" for kind in _EXTRAS),
    *(f"requirements/{kind}.txt" for kind in (*_EXTRAS, "base", "main")),
}
_NOT_FOR_TESTS = {
    "autopep8", "bandit", "black", "build", "bump2version", "commitizen", "flake8", "furo", "ipdb",
    "isort", "mkdocs", "mkdocs-material", "mypy", "nox", "pre-commit", "pylint", "pyright", "ruff",
    "sphinx", "sphinx-rtd-theme", "tox", "twine", "yapf",
}  # fmt: skip
_TEST_TOOLS = {"pytest"}
_BUILD = ("setuptools", "wheel")


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirements:
    """What pip has to install."""

    runtime: tuple[str, ...]
    """For the code and its tests, pytest left out."""
    pytest: str | None
    """The requirement of pytest, if there is one."""
    build: tuple[str, ...]
    """What builds the package."""
    is_package: bool
    """Whether pip can install the repository itself."""
    has_src: bool
    """Whether its code is below src/."""

    @property
    def all(self) -> tuple[str, ...]:
        """All of it, for a requirements file."""
        return (*self.runtime, *([self.pytest] if self.pytest else ()), *self.build)


def read_requirements(files: Files) -> Requirements:
    """What pyproject.toml, setup.cfg, setup.py and requirements files state as plain values."""
    project = _toml(files)
    own = canonicalize_name(str(_table(project, "project").get("name", "")))
    stated = [
        *_from_pyproject(project),
        *_from_setup_cfg(files),
        *_from_setup_py(files),
        *_from_files(files),
    ]
    found: dict[str, None] = {}
    pytest = None
    for text in stated:
        requirement = _parse(text)
        if requirement is None or canonicalize_name(requirement.name) in {own, *_NOT_FOR_TESTS}:
            continue
        if canonicalize_name(requirement.name) in _TEST_TOOLS:
            pytest = pytest or str(requirement)
        else:
            found[str(requirement)] = None
    is_package = "setup.py" in files or "setup.cfg" in files or "project" in project
    is_package = is_package or "poetry" in _table(project, "tool")
    return Requirements(
        runtime=tuple(found),
        pytest=pytest,
        build=tuple(_build(project)) if is_package else (),
        is_package=is_package,
        has_src=any(path.startswith("src/") for path in files),
    )


def _text(files: Files, path: str) -> str:
    return files[path].content.decode(errors="replace") if path in files else ""


def _toml(files: Files) -> Mapping[str, Any]:
    try:
        return tomllib.loads(_text(files, "pyproject.toml"))
    except tomllib.TOMLDecodeError:
        return {}


def _table(content: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    for name in names:
        value = content.get(name)
        content = value if isinstance(value, dict) else {}
    return content


def _strings(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _from_pyproject(content: Mapping[str, Any]) -> Iterator[str]:
    yield from _strings(_table(content, "project").get("dependencies"))
    for table in (
        _table(content, "project", "optional-dependencies"),
        _table(content, "dependency-groups"),
    ):
        for name, value in table.items():
            if name.lower() in _EXTRAS:
                yield from _strings(value)
    poetry = _table(content, "tool", "poetry")
    yield from _from_poetry(_table(poetry, "dependencies"))
    yield from _from_poetry(_table(poetry, "dev-dependencies"))
    for name, group in _table(poetry, "group").items():
        if name.lower() in _EXTRAS and isinstance(group, dict):
            yield from _from_poetry(_table(group, "dependencies"))


def _from_poetry(table: Mapping[str, Any]) -> Iterator[str]:
    """Poetry's own notation; its carets become lower bounds."""
    for name, value in table.items():
        version = value.get("version", "*") if isinstance(value, dict) else value
        if name == "python" or not isinstance(version, str):
            continue
        if version[:1] in "^~" and version[1:2].isdigit():
            yield f"{name}>={version[1:]}"
        elif version[:1].isdigit():
            yield f"{name}=={version}"
        else:
            yield name if version == "*" else f"{name}{version}"


def _from_setup_cfg(files: Files) -> Iterator[str]:
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(_text(files, "setup.cfg"))
    except configparser.Error:
        return
    for section, options in parser.items():
        for name, value in options.items():
            is_main = section == "options" and name in ("install_requires", "tests_require")
            if is_main or (section == "options.extras_require" and name.lower() in _EXTRAS):
                yield from value.splitlines()


def _from_setup_py(files: Files) -> Iterator[str]:
    """Lists that are written out in the call of setup()."""
    try:
        tree = ast.parse(_text(files, "setup.py"))
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in ("install_requires", "tests_require"):
            yield from _literal_strings(node.value)
        if isinstance(node, ast.keyword) and node.arg == "extras_require":
            for key, value in zip(*_literal_pairs(node.value), strict=True):
                if isinstance(key, ast.Constant) and str(key.value).lower() in _EXTRAS:
                    yield from _literal_strings(value)


def _literal_strings(node: ast.expr) -> list[str]:
    elements = node.elts if isinstance(node, ast.List | ast.Tuple) else []
    return [str(each.value) for each in elements if isinstance(each, ast.Constant)]


def _literal_pairs(node: ast.expr) -> tuple[list[ast.expr | None], list[ast.expr]]:
    return (node.keys, node.values) if isinstance(node, ast.Dict) else ([], [])


def _from_files(files: Files) -> Iterator[str]:
    pending = sorted(_FILES & files.keys())
    seen: set[str] = set()
    while pending:
        path = pending.pop(0)
        if path in seen or path not in files:
            continue
        seen.add(path)
        for line in _text(files, path).splitlines():
            words = line.split(" #")[0].strip().replace("=", " ", 1).split()
            if len(words) == 2 and words[0] in ("-r", "--requirement", "-c", "--constraint"):
                if words[0] in ("-r", "--requirement"):
                    pending.append(str(PurePosixPath(path).parent / words[1]))
            else:
                yield line


def _parse(text: str) -> Requirement | None:
    """A requirement; None for comments, options, paths and what is no requirement."""
    line = text.split(" #", maxsplit=1)[0].strip()
    if not line or line.startswith(("#", "-", ".", "/")):
        return None
    try:
        return Requirement(line)
    except InvalidRequirement:
        return None


def _build(content: Mapping[str, Any]) -> Iterable[str]:
    stated = _strings(_table(content, "build-system").get("requires")) or list(_BUILD)
    backend = str(_table(content, "build-system").get("build-backend", ""))
    if backend.startswith("hatchling"):
        # It asks for that only when an editable installation is made.
        return [*stated, "editables"]
    # Older versions of setuptools cannot do without.
    return [*stated, "wheel"] if "wheel" not in stated else stated
