"""A small repository with the kinds of commits that real histories have."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from worlds import write_files

_WHO = {
    "GIT_AUTHOR_NAME": "A. Developer",
    "GIT_AUTHOR_EMAIL": "developer@example.org",
    "GIT_COMMITTER_NAME": "A. Developer",
    "GIT_COMMITTER_EMAIL": "developer@example.org",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
}
_DAY = 86_400
_FIRST = 1_700_000_000


class Workbench:
    """A repository under construction; every commit is a day after the one before."""

    def __init__(self, folder: Path, *, day: int = 0) -> None:
        """Make a repository, or go on with one."""
        self.folder = folder
        self._day = day
        if not folder.exists():
            folder.mkdir(parents=True)
            self.git("init", "--quiet", "--template=", "--initial-branch=main")

    def git(self, *words: str) -> str:
        """Run git; what it prints."""
        date = f"{_FIRST + self._day * _DAY} +0000"
        environment = {**os.environ, **_WHO, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        command = ["git", "-c", "commit.gpgsign=false", *words]
        return subprocess.run(
            command, cwd=self.folder, env=environment, check=True, capture_output=True, text=True
        ).stdout

    def commit(self, message: str, files: Mapping[str, str | None]) -> str:
        """Write files, or remove those that are None, and commit; the commit's id."""
        for path, text in files.items():
            if text is None:
                (self.folder / path).unlink()
            else:
                write_files(self.folder, {path: text.encode()})
        self._day += 1
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD").strip()


SLUGS = """\
def slugify(text):
    return "-".join(text.lower().split())
"""
SLUGS_STRIPPED = """\
def slugify(text):
    letters = [each if each.isalnum() else " " for each in text.lower()]
    return "-".join("".join(letters).split())
"""
SLUGS_SHORT = """\


def shorten(slug, length):
    words_that_fit = slug[: length + 1].split("-")
    return slug if len(slug) <= length else "-".join(words_that_fit[:-1])
"""
SLUGS_TESTS = """\
import unittest

from slugs import slugify


class SlugsTest(unittest.TestCase):
    def test_words(self):
        self.assertEqual(slugify("Hello World"), "hello-world")
"""
SLUGS_TESTS_STRIPPED = (
    SLUGS_TESTS
    + """
    def test_punctuation(self):
        self.assertEqual(slugify("Hello, World!"), "hello-world")

    def test_empty(self):
        self.assertEqual(slugify(""), "")
"""
)
SHORT_TESTS = """\
import random
import unittest

from slugs import shorten


class ShortenTest(unittest.TestCase):
    def test_at_words(self):
        self.assertEqual(shorten("one-two-three", 8), "one-two")

    def test_short_ones_stay(self):
        self.assertEqual(shorten("one", 8), "one")

    def test_sometimes(self):
        self.assertLess(random.SystemRandom().random(), 0.1)
"""
COUNTS = "def count(text):\n    return len(text.split(' '))\n"
COUNTS_FIXED = "def count(text):\n    return len(text.split())\n"
COUNTS_TESTS = """\
import unittest

from counts import count


class CountsTest(unittest.TestCase):
    def test_double_spaces(self):
        self.assertEqual(count("a  b"), 2)

    def test_simple(self):
        self.assertEqual(count("a b"), 2)
"""
FLAKY_TESTS = """\
import random
import unittest

from counts import count, is_empty


class FlakyTest(unittest.TestCase):
    def test_sometimes(self):
        self.assertTrue(is_empty(""))
        self.assertLess(random.SystemRandom().random(), 0.1)
"""
BROKEN_TESTS = """\
import unittest

from slugs import slugify


class BrokenTest(unittest.TestCase):
    def test_umlauts(self):
        self.assertEqual(slugify("Ä"), "ae")
"""
LEAKY_MESSAGE = """\
Count words that more than one space divides (#12)

A text such as "a  b" has two words, but three are counted.

Use `text.split()` instead. The line becomes
    return len(text.split())
in counts.py, as 3f2a9c1d did elsewhere.

diff --git a/counts.py b/counts.py
@@ -1,2 +1,2 @@
-    return len(text.split(' '))
+    return len(text.split())

Fixes: #12
Signed-off-by: A. Developer <developer@example.org>
"""


def write_history(folder: Path) -> dict[str, str]:
    """The repository; a name for every commit -> its id."""
    bench = Workbench(folder)
    ids = {}
    start = {"slugs.py": SLUGS, "tests/__init__.py": "", "tests/test_slugs.py": SLUGS_TESTS}
    start |= {"counts.py": COUNTS, "README.md": "Slugs.\n"}
    ids["first"] = bench.commit("Begin", start)
    ids["fix"] = bench.commit(
        "fix: Leave punctuation out of slugs\n\nslugify('Hello, World!') should be hello-world.\n",
        {"slugs.py": SLUGS_STRIPPED, "tests/test_slugs.py": SLUGS_TESTS_STRIPPED},
    )
    ids["docs"] = bench.commit("Say more in the README", {"README.md": "Slugs and counts.\n"})
    ids["refactoring"] = bench.commit("Sort", {"counts.py": f'"""Counts."""\n\n{COUNTS}'})
    bench.commit("Sort back", {"counts.py": COUNTS})
    ids["feature"] = bench.commit(
        "Shorten slugs at word boundaries\n\nA slug that is too long loses whole words.\n"
        "Internally words_that_fit is cut.\n",
        {"slugs.py": SLUGS_STRIPPED + SLUGS_SHORT, "tests/test_short.py": SHORT_TESTS},
    )
    ids["leaky"] = bench.commit(
        LEAKY_MESSAGE, {"counts.py": COUNTS_FIXED, "tests/test_counts.py": COUNTS_TESTS}
    )
    ids["flaky"] = bench.commit(
        "Tell whether a text is empty",
        {
            "counts.py": COUNTS_FIXED + "\n\ndef is_empty(text):\n    return not text\n",
            "tests/test_flaky.py": FLAKY_TESTS,
        },
    )
    ids["passing"] = bench.commit(
        "Test simple counts once more",
        {
            "counts.py": COUNTS_FIXED + "\n\ndef is_empty(text):\n    return text == ''\n",
            "tests/test_counts.py": COUNTS_TESTS.replace("test_simple", "test_plain"),
        },
    )
    ids["breaking"] = bench.commit(
        "Slugs of umlauts",
        {
            "slugs.py": SLUGS_STRIPPED.replace("lower()", "casefold()") + SLUGS_SHORT,
            "tests/test_broken.py": BROKEN_TESTS,
        },
    )
    ids["wip"] = bench.commit(
        "wip",
        {
            "counts.py": COUNTS_FIXED + "\n\ndef is_empty(text):\n    return not text.strip()\n",
            "tests/test_blank.py": "import unittest\n\nfrom counts import is_empty\n\n\n"
            "class BlankTest(unittest.TestCase):\n    def test_blank_text_is_empty(self):\n"
            "        self.assertTrue(is_empty('  '))\n",
        },
    )
    ids["deleting"] = bench.commit(
        "Drop a test", {"slugs.py": SLUGS_STRIPPED + SLUGS_SHORT, "tests/test_broken.py": None}
    )
    ids["merge"] = _merge(bench)
    ids["revert"] = bench.commit(
        'Revert "Tell whether a text is empty"\n',
        {"counts.py": COUNTS_FIXED, "tests/test_blank.py": None, "tests/test_flaky.py": "1\n"},
    )
    return ids


def _merge(bench: Workbench) -> str:
    bench.git("switch", "--quiet", "--create", "side", "HEAD~1")
    bench.commit("Ignore bytecode", {".gitignore": "*.pyc\n"})
    bench.git("switch", "--quiet", "main")
    bench.git("merge", "--quiet", "--no-ff", "--message", "Merge side", "side")
    return bench.git("rev-parse", "HEAD").strip()
