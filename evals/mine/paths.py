"""What a file of a repository is for, by its name."""

import re
from pathlib import PurePosixPath

_TEST_FOLDERS = {"test", "tests", "__tests__", "spec", "specs"}
_TEST_NAME = re.compile(
    r"test_.*\.py|.*_test\.(py|go|rb|exs|cc|cpp|c)|.*[._-](test|spec)s?\.[a-z]+|.*Tests?\.(java|kt|cs|php|swift)"
    r"|.*_spec\.rb|tests?\.(py|rs)"
)
_SETTINGS = {
    "conftest.py",
    "pytest.ini",
    ".pytest.ini",
    "pytest.toml",
    ".pytest.toml",
    "pyproject.toml",
    "setup.cfg",
    "tox.ini",
    ".coveragerc",
}
"""What could change how tests run."""
_STARTERS = {"sitecustomize.py", "usercustomize.py"}
_TEXT = {".md", ".rst", ".txt", ".adoc", ".org", ".html", ".css", ".svg", ".png", ".po", ".pot"}
_ABOUT = {"license", "changelog", "changes", "news", "authors", "readme", "codeowners"}
_DOCUMENTATION = {"doc", "docs", "changelog.d", "changes", "newsfragments", ".github", ".gitlab"}


def is_test(path: str) -> bool:
    """Whether it is a test or something that tests use."""
    place = PurePosixPath(path)
    return not _TEST_FOLDERS.isdisjoint(place.parts[:-1]) or bool(_TEST_NAME.fullmatch(place.name))


def is_graders(path: str) -> bool:
    """Whether the grader puts it there as the reference has it: tests and how they run."""
    return is_test(path) or configures(path)


def configures(path: str) -> bool:
    """Whether it may decide how tests run; nobody but the reference may bring such a file."""
    name = PurePosixPath(path).name
    return name in _SETTINGS or name in _STARTERS or name.endswith(".pth")


def is_python_test(path: str) -> bool:
    """Whether pytest and unittest take it for a file of tests."""
    name = PurePosixPath(path).name
    return name.endswith(".py") and (
        name.startswith("test_") or name.endswith("_test.py") or name in ("tests.py", "test.py")
    )


def is_test_file(path: str) -> bool:
    """Whether it holds tests, of any language, rather than what tests use."""
    return bool(_TEST_NAME.fullmatch(PurePosixPath(path).name))


def is_code(path: str) -> bool:
    """Whether it is neither a test nor a text about the code nor a setting of tests."""
    place = PurePosixPath(path.lower())
    return not (
        is_graders(path)
        or place.suffix in _TEXT
        or place.stem in _ABOUT
        or not _DOCUMENTATION.isdisjoint(place.parts[:-1])
        or place.name.startswith(".")
    )
