"""What differs between the six languages, as one value for each."""

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from evals.polyglot.canaries import (
    Canary,
    cpp_canary,
    go_canary,
    java_canary,
    javascript_canary,
    python_canary,
    rust_canary,
)
from evals.polyglot.reports import (
    ReadReport,
    read_go_events,
    read_jest_report,
    read_junit_reports,
    read_libtest_report,
)
from sandbox.files import File

BUILT = frozenset({".pytest_cache", "target", "node_modules", ".gradle", "build", "CMakeFiles"})
"""Names of folders that building leaves in any language."""
_LEFT = ("*.class", "*.pyc", "*.o", "*.rlib", "CMakeCache.txt", "cmake_install.cmake")
_PROGRAM = b"\x7fELF"


def is_built(path: str, file: File) -> bool:
    """Whether a file is what building leaves in any language."""
    return _matches(path, _LEFT) or file.content.startswith(_PROGRAM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """How one language's exercises are laid out, answered, run and judged."""

    name: str
    sources: tuple[str, ...]
    """Patterns of the files that a patch may bring or change beside the stubs."""
    hidden: tuple[str, ...]
    """Patterns of tests: hidden from agents, never taken from a patch."""
    refused: tuple[str, ...] = ()
    """Patterns of sources that would change how tests are built or run."""
    settings: tuple[str, ...] = ()
    """Files that the runner needs beside itself."""
    manifests: tuple[str, ...] = ()
    """Build files that exercises list as solutions; graded as the checkout has them."""
    grade_seconds: float
    """Wall seconds of building and testing. Measured on two cores: README."""
    report: str
    """The runner's report, below the folder of reports."""
    read_report: ReadReport
    canary: Canary
    count: Callable[[str], int]
    """How many tests a text declares, at least."""
    enable: Callable[[str], str] = lambda text: text
    """A test file without what makes its tests optional."""
    place: Callable[[str, tuple[str, ...]], str | None]
    """(path of an example, paths of the stubs) -> the path where the example is an answer."""

    def is_test(self, path: str) -> bool:
        """Whether agents must not see that file, nor bring it."""
        return _matches(path, self.hidden)

    def may_change(self, path: str) -> bool:
        """Whether a patch is taken at its word about that file, which is no stub."""
        is_source = _matches(path, self.sources) and BUILT.isdisjoint(path.split("/"))
        return is_source and not _matches(path, self.hidden) and not _matches(path, self.refused)


def _matches(path: str, patterns: tuple[str, ...]) -> bool:
    """A pattern without a slash is one of names; `*` also crosses folders in others."""
    name = PurePosixPath(path).name
    return any(fnmatchcase(path if "/" in each else name, each) for each in patterns)


def _count_by(pattern: str) -> Callable[[str], int]:
    expression = re.compile(pattern, re.MULTILINE)
    return lambda text: len(expression.findall(text))


def _count_python(text: str) -> int:
    try:
        nodes = list(ast.walk(ast.parse(text)))
    except (SyntaxError, ValueError):
        return 0
    functions = (each for each in nodes if isinstance(each, ast.FunctionDef))
    return sum(each.name.startswith("test") for each in functions)


def _drop(pattern: str) -> Callable[[str], str]:
    expression = re.compile(pattern)
    return lambda text: expression.sub("", text)


def _enable_javascript(text: str) -> str:
    text = re.sub(r"\bx(test|it|describe)(?=\s*[(.])", r"\1", text)
    return re.sub(r"\b(test|it|describe)\.skip\b", r"\1", text)


def _place_only(path: str, stubs: tuple[str, ...]) -> str | None:
    """The stub with the example's ending: exercises have one of each."""
    ending = PurePosixPath(path).suffix
    return next((each for each in stubs if PurePosixPath(each).suffix == ending), None)


def _place_rust(path: str, stubs: tuple[str, ...]) -> str | None:
    return _place_only(path, stubs) if path.endswith(".rs") else None


def _place_java(path: str, _: tuple[str, ...]) -> str | None:
    """By its name: answers may have classes that no stub prepares."""
    return f"src/main/java/{PurePosixPath(path).name}" if path.endswith(".java") else None


_ALL = (
    Language(
        name="cpp",
        sources=("*.cpp", "*.h", "*.hpp"),
        hidden=("*_test.cpp", "test/*"),
        grade_seconds=360,
        report="report.xml",
        read_report=read_junit_reports,
        canary=cpp_canary,
        count=_count_by(r"^\s*TEST_CASE\s*\("),
        place=_place_only,
    ),
    Language(
        name="go",
        sources=("*.go",),
        hidden=("*_test.go",),
        refused=("vendor/*", "*/vendor/*"),
        grade_seconds=180,
        report="report.jsonl",
        read_report=read_go_events,
        canary=go_canary,
        count=_count_by(r"^func\s+Test\w*\s*\(\s*\w+\s+\*testing\.T\s*\)"),
        place=_place_only,
    ),
    Language(
        name="java",
        sources=("src/main/java/*.java",),
        hidden=("src/test/*",),
        refused=("module-info.java",),
        grade_seconds=180,
        report="TEST-junit-jupiter.xml",
        read_report=read_junit_reports,
        canary=java_canary,
        count=_count_by(r"^\s*@(?:Test|ParameterizedTest|RepeatedTest|TestFactory)\b"),
        enable=_drop(r'@Disabled\b(?:\s*\(\s*(?:value\s*=\s*)?(?:"(?:\\.|[^"\\])*")?\s*\))?'),
        place=_place_java,
    ),
    Language(
        name="javascript",
        sources=("*.js", "*.mjs"),
        hidden=("*.spec.js", "*.test.js"),
        refused=("*.config.js", "*.config.mjs", "__mocks__/*", "*/__mocks__/*", "__tests__/*"),
        grade_seconds=180,
        settings=("jest.config.json", "jest.setup.js"),
        report="report.json",
        read_report=read_jest_report,
        canary=javascript_canary,
        count=_count_by(r"^\s*x?(?:test|it)(?:\.\w+)*\s*\("),
        enable=_enable_javascript,
        place=_place_only,
    ),
    Language(
        name="python",
        sources=("*.py",),
        hidden=("*_test.py", "test_*.py"),
        refused=("conftest.py", "setup.py", "noxfile.py", "sitecustomize.py", "usercustomize.py"),
        grade_seconds=300,
        report="report.xml",
        read_report=read_junit_reports,
        canary=python_canary,
        count=_count_python,
        place=_place_only,
    ),
    Language(
        name="rust",
        sources=("src/*.rs",),
        hidden=("tests/*",),
        manifests=("Cargo.toml",),
        grade_seconds=240,
        report="report.txt",
        read_report=read_libtest_report,
        canary=rust_canary,
        count=_count_by(r"^\s*#\[test\]"),
        place=_place_rust,
    ),
)
LANGUAGES: Mapping[str, Language] = {each.name: each for each in _ALL}
"""By name, as the folders of the benchmark are called."""
