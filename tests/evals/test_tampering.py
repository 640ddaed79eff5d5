import time

import pytest

from evals.patches import compare
from evals.tampering import tampering, without
from sandbox.files import File, Files

START: Files = {
    "app.py": File(b"x = 1\n"),
    "test_app.py": File(b"assert True\n"),
    "pyproject.toml": File(b'[project]\nname = "x"\n[tool.pytest.ini_options]\naddopts = "-q"\n'),
    "setup.cfg": File(b"[metadata]\nname = x\n"),
    "conftest.py": File(b""),
}


def flagged(path: str, content: bytes | None) -> str:
    after = {name: file for name, file in START.items() if name != path}
    if content is not None:
        after[path] = File(content)
    return tampering(compare(START, after)).get(path, "")


@pytest.mark.parametrize(
    ("path", "content", "why"),
    [
        ("conftest.py", b"import os", "configures the tests"),
        ("deep/conftest.py", b"", "configures the tests"),
        ("conftest.py", None, "configures the tests"),
        ("pytest.ini", b"[pytest]", "configures the tests"),
        ("sitecustomize.py", b"", "runs when Python starts"),
        ("pkg/usercustomize.py", b"", "runs when Python starts"),
        ("evil.pth", b"import os", "runs when Python starts"),
        ("jest.config.js", b"", "configures the tests"),
        ("tox.ini", b"[pytest]\naddopts = -x", "configures the tests"),
        ("setup.cfg", b"[metadata]\nname = x\n[tool:pytest]\naddopts = -x", "configures the tests"),
        ("pyproject.toml", b'[project]\nname = "x"\n', "configures the tests"),
        ("pyproject.toml", b"not = [toml", "configures the tests"),
        ("pyproject.toml", None, "configures the tests"),
        ("pyproject.toml", b"x = " + b"1" * 5000, "configures the tests"),
        ("test_app.py", b"", "changes a test"),
        ("test_app.py", None, "changes a test"),
        ("json.py", b"", "shadows json"),
        ("unittest/__init__.py", b"", "shadows unittest"),
        ("pytest.py", b"", "shadows pytest"),
        ("random.cpython-311-x86_64-linux-gnu.so", b"", "shadows random"),
    ],
)
def test_what_changes_how_tests_run_is_flagged(path: str, content: bytes | None, why: str) -> None:
    assert flagged(path, content) == why


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("app.py", b"x = 2\n"),
        ("app.py", None),
        ("test_more.py", b"assert 1"),
        ("a/b/json.py", b""),
        ("readme.md", b""),
        ("setup.cfg", b"[metadata]\nname = y\n"),
        (
            "pyproject.toml",
            b'[project]\nname = "y"\n[tool.pytest.ini_options]\naddopts = "-q"\n',
        ),
    ],
)
def test_what_only_changes_the_program_or_adds_tests_is_not(
    path: str, content: bytes | None
) -> None:
    assert flagged(path, content) == ""


@pytest.mark.parametrize(
    ("path", "added"),
    [
        ("setup.cfg", b"a" + b" " * 16_000 + b"= b\n"),
        ("pyproject.toml", b"[tool.a]\n" + b"a." * 16_000 + b"a = 1\n"),
        ("setup.cfg", b"# more\n" * 16_000),
        ("pyproject.toml", b"# more\n" * 16_000),
    ],
)
def test_settings_that_would_keep_a_parser_busy_are_flagged_unread(path: str, added: bytes) -> None:
    start = time.monotonic()
    assert flagged(path, START[path].content + added) == "configures the tests"
    assert time.monotonic() - start < 1


def test_many_defaults_of_many_sections_are_not_multiplied() -> None:
    defaults = "".join(f"a{number} = 1\n" for number in range(3000))
    sections = "".join(f"[pytest{number}]\n" for number in range(2000))
    start = time.monotonic()
    assert flagged("tox.ini", f"[DEFAULT]\n{defaults}{sections}".encode())
    assert time.monotonic() - start < 1


def test_a_patch_without_what_was_flagged_leaves_those_files_as_they_were() -> None:
    after = {**START, "app.py": File(b"x = 2\n"), "json.py": File(b""), "conftest.py": File(b"!")}
    del after["test_app.py"]
    patch = compare(START, after)
    flags = tampering(patch)
    assert set(flags) == {"json.py", "conftest.py", "test_app.py"}
    left = without(patch, flags)
    assert left.after == {"app.py": File(b"x = 2\n")}
    assert without(patch, [*flags, "app.py"]).is_empty
