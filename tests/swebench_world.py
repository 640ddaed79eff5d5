"""SWE-bench in small: an image shaped like the official ones and instances of every kind."""

import json
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.patches import compare
from sandbox.files import File, Files
from sandbox.images import build_image

if TYPE_CHECKING:
    from docker import APIClient

COUNT = """\
def split(text):
    return text.split()


def count(text):
    return len(split(text))


def longest(text):
    return max(split(text), key=len)
"""
FIXED_COUNT = COUNT.replace("text.split()", 'text.replace("-", " ").split()')

# What became of this file between the first commit and HEAD lies beside what its fix changes.
CASE_BEFORE = """\
SMALL = ("of", "the")


def title(text):
    # Words that stay small are those of old style guides.
    words = text.split()
    return " ".join(word.capitalize() for word in words)


def shout(text):
    return text.upper()
"""
FIX = ("word.capitalize() for word", "word if word in SMALL else word.capitalize() for word")
CASE = CASE_BEFORE.replace("those of old style guides", "in SMALL")
FIXED_CASE = CASE.replace(*FIX)
FIXED_CASE_BEFORE = CASE_BEFORE.replace(*FIX)

SETTINGS = "LIMIT = 10\n"
EDITED_SETTINGS = "LIMIT = 20\n"

# Prints as Django's own does, whatever the interpreter calls its tests.
RUNTESTS = """\
#!/usr/bin/env python3
import pathlib
import sys
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).parents[1]), str(pathlib.Path(__file__).parent)]


class Result(unittest.TextTestResult):
    def getDescription(self, test):
        name = type(test)
        return f"{test._testMethodName} ({name.__module__}.{name.__qualname__})"


names = [each for each in sys.argv[1:] if each[0] != "-" and not each.isdigit()]
runner = unittest.TextTestRunner(verbosity=2, resultclass=Result)
result = runner.run(unittest.defaultTestLoader.loadTestsFromNames(names))
sys.exit(not result.wasSuccessful())
"""

COUNT_TESTS = """\
import unittest

from words import count, settings


class CountTests(unittest.TestCase):
    def test_words(self):
        self.assertEqual(count.count("a b"), 2)

    def test_longest(self):
        self.assertEqual(count.longest("a bcd ef"), "bcd")

    def test_limit(self):
        self.assertEqual(settings.LIMIT, 20)
"""
COUNT_TESTS_AFTER = (
    COUNT_TESTS
    + """\

    def test_hyphen(self):
        self.assertEqual(count.count("well-known word"), 3)
"""
)

CASE_TESTS = """\
from words import case


def test_shout():
    assert case.shout("a") == "A"


def test_never_worked():
    assert case.shout("a") == "a"
"""
CASE_TESTS_AFTER = (
    CASE_TESTS
    + """\


def test_small_words():
    assert case.title("lord of the rings") == "Lord of the Rings"
"""
)

REPOSITORY = {
    "words/__init__.py": "",
    "words/count.py": COUNT,
    "words/case.py": CASE_BEFORE,
    "words/settings.py": SETTINGS,
    "words/data.bin": "",
    "tests/runtests.py": RUNTESTS,
    "tests/counting/__init__.py": "",
    "tests/counting/tests.py": COUNT_TESTS,
    "checks/test_case.py": CASE_TESTS,
    "checks/conftest.py": (
        "import pathlib, sys\\nsys.path.insert(0, str(pathlib.Path(__file__).parents[1]))\\n"
    ).replace("\\n", "\n"),
    ".gitignore": "build/\n*.log\nkept.log.d/\n",
    "build/tracked.txt": "tracked although ignored\n",
    "gone.txt": "to be removed\n",
    "moved.txt": "".join(f"line {number}\n" for number in range(20)),
}

# Two commits, one more that the agent must not see, and edits that nobody committed.
SETUP = """\
set -eu
cd /testbed
git config --global user.email setup@example.org
git config --global user.name setup
git init -q -b main .
chmod +x tests/runtests.py
git add -f . && git commit -q -m first
cp /setup/case.py words/case.py && git commit -q -am second
base=$(git rev-parse HEAD)
cp /setup/count_fixed.py words/count.py && git commit -q -am 'the answer' && git tag later
git reset -q --hard "$base"
printf 'LIMIT = 20\\n' > words/settings.py
echo local > local.cfg
mkdir -p build/lib && echo product > build/lib/product.o
chmod 777 words/case.py
"""
ACTIVATE = 'conda() { CONDA_DEFAULT_ENV="$2"; }\n'

DOCKERFILE = """\
FROM debian:bookworm-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends \\
    python3 python3-pytest git patch >/dev/null && ln -s python3 /usr/bin/python
COPY activate /opt/miniconda3/bin/activate
COPY setup /setup
COPY testbed /testbed
RUN bash /setup/setup.sh && rm -r /setup
WORKDIR /testbed/
"""

Raw = dict[str, Any]


def build_world(api: "APIClient") -> str:
    """The id of the image."""
    context = {
        "Dockerfile": DOCKERFILE,
        "activate": ACTIVATE,
        "setup/setup.sh": SETUP,
        "setup/case.py": CASE,
        "setup/count_fixed.py": FIXED_COUNT,
        **{f"testbed/{path}": content for path, content in REPOSITORY.items()},
    }
    files = {path: File(content.encode()) for path, content in context.items()}
    return build_image(api, files, name="test-swebench")


def patch(**files: tuple[str | None, str | None]) -> str:
    """A patch by path (`__` for `/`, and no suffix means .py): (before, after)."""
    before = {path: content[0] for path, content in files.items()}
    after = {path: content[1] for path, content in files.items()}
    return compare(_files(before), _files(after)).text


def _files(texts: dict[str, str | None]) -> Files:
    return {
        path if "." in path else f"{path.replace('__', '/')}.py": File(text.encode())
        for path, text in texts.items()
        if text is not None
    }


def eval_script(test_patch: str, command: str, files: str) -> str:
    """As the rows of swebench 5 have it."""
    return textwrap.dedent("""\
        #!/bin/bash
        set -uxo pipefail
        source /opt/miniconda3/bin/activate
        conda activate testbed
        cd /testbed
        git config --global --add safe.directory /testbed
        git status
        git checkout HEAD {files}
        git apply -v - <<'EOF_114329324912'
        {patch}
        EOF_114329324912
        : '>>>>> Start Test Output'
        {command}
        : '>>>>> End Test Output'
        git checkout HEAD {files}
        """).format(files=files, patch=test_patch, command=command)


COUNT_TEST_PATCH = patch(tests__counting__tests=(COUNT_TESTS, COUNT_TESTS_AFTER))
CASE_TEST_PATCH = patch(checks__test_case=(CASE_TESTS, CASE_TESTS_AFTER))
COUNT_GOLD = patch(words__count=(COUNT, FIXED_COUNT))
CASE_GOLD = patch(words__case=(CASE, FIXED_CASE))


def count_row(image: str, id: str = "hgm__words-1") -> Raw:
    """Tested as Django is."""
    return {
        "instance_id": id,
        "image": image,
        "repo": "hgm/words",
        "version": "1.0",
        "base_commit": "HEAD",
        "problem_statement": "count() takes a hyphenated word for one word.",
        "hints_text": "",
        "patch": COUNT_GOLD,
        "test_patch": COUNT_TEST_PATCH,
        "FAIL_TO_PASS": json.dumps(["test_hyphen (counting.tests.CountTests)"]),
        "PASS_TO_PASS": json.dumps(
            [f"test_{name} (counting.tests.CountTests)" for name in ("words", "longest", "limit")]
        ),
        "log_parser": "parse_log_django",
        "eval_type": "pass_and_fail",
        "eval_script": eval_script(
            COUNT_TEST_PATCH,
            "./tests/runtests.py --verbosity 2 --parallel 1 counting.tests",
            "tests/counting/tests.py",
        ),
    }


def case_row(image: str, id: str = "hgm__words-2") -> Raw:
    """Tested by pytest, which ends with 1 although all tests that count pass."""
    return {
        **count_row(image, id),
        "problem_statement": "title() capitalizes the small words, too.",
        "patch": CASE_GOLD,
        "test_patch": CASE_TEST_PATCH,
        "FAIL_TO_PASS": json.dumps(["checks/test_case.py::test_small_words"]),
        "PASS_TO_PASS": json.dumps(["checks/test_case.py::test_shout"]),
        "log_parser": "parse_log_pytest",
        "eval_script": eval_script(
            CASE_TEST_PATCH,
            "python3 -m pytest -rA -p no:cacheprovider checks/test_case.py",
            "checks/test_case.py",
        ),
    }


def legacy_row(id: str = "hgm__words-3") -> Raw:
    """The 12 columns of the old form; of a repository whose commands are known."""
    row = count_row("", id)
    old = ("instance_id", "base_commit", "problem_statement", "hints_text", "patch", "test_patch")
    return {
        **{name: row[name] for name in (*old, "FAIL_TO_PASS", "PASS_TO_PASS")},
        "repo": "django/django",
        "version": "4.2",
        "created_at": "2026-01-01T00:00:00Z",
        "environment_setup_commit": "HEAD",
    }


def write_task_repository(folder: Path, rows: list[Raw], *, deprecated: str = "") -> None:
    """A task repository as swebench 5 reads it; the first row has an asset."""
    (folder / "sweb.yaml").write_text("datasets: [words]\nsplits: [test]\n")
    for row in rows:
        task = folder / "tasks" / row["instance_id"]
        task.mkdir(parents=True)
        names = ("instance_id", "image", "repo", "version", "base_commit", "log_parser")
        words = {name: row[name] for name in (*names, "eval_type")}
        words["split"] = "old" if row["instance_id"] == deprecated else "test"
        words["datasets"] = ["words"]
        # JSON is YAML as well.
        (task / "task.yaml").write_text(json.dumps(words))
        tests = {name: json.loads(row[name]) for name in ("FAIL_TO_PASS", "PASS_TO_PASS")}
        (task / "tests.json").write_text(json.dumps(tests))
        (task / "problem_statement.md").write_text(row["problem_statement"])
        (task / "gold.patch").write_text(row["patch"])
        (task / "test.patch").write_text(row["test_patch"])
        (task / "eval.sh").write_text(row["eval_script"])
        (task / "Dockerfile").write_text(f"FROM {row['image']}\n")
    first = folder / "tasks" / rows[0]["instance_id"]
    (first / "test_assets" / "shots").mkdir(parents=True)
    (first / "test_assets" / "shots" / "one.png").write_bytes(b"\x89PNG")
    words = json.loads((first / "task.yaml").read_text())
    words["image_assets"] = {"test_patch": [{"path": "shots/one.png", "url": ""}]}
    (first / "task.yaml").write_text(json.dumps(words))
