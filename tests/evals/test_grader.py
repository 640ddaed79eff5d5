# ruff: noqa: E501 - programs in one line
"""The bundled benchmark's grader: tests here, the code under test in another process."""

import os
import shutil
import subprocess
import textwrap
from pathlib import Path

import pytest

GRADER = Path(__file__).parents[2] / "evals" / "bugs" / "tests"


def grade(folder: Path, code: str, tests: str) -> tuple[bool, str]:
    """Whether the tests passed, and what was said."""
    shutil.copytree(GRADER, folder / "tests")
    (folder / "app").mkdir()
    (folder / "app/things.py").write_text(textwrap.dedent(code))
    head = "import unittest\nimport things as m\n\nclass HiddenTest(unittest.TestCase):\n"
    (folder / "tests/test_hidden.py").write_text(
        head + textwrap.indent(textwrap.dedent(tests), "    ")
    )
    completed = subprocess.run(
        ["sh", "tests/test.sh"],
        cwd=folder,
        env={**os.environ, "HGM_ROOT": str(folder)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    reward = folder / "logs/verifier/reward.txt"
    passed = completed.returncode == 0
    assert not passed or reward.read_text() == "1"
    return passed, completed.stdout + completed.stderr


CODE = """
    import dataclasses
    import enum

    CONSTANT = {"a": [1, 2]}

    class Broke(ValueError):
        def __init__(self, message, code=7):
            super().__init__(message)
            self.code = code

    class Color(enum.Enum):
        RED = 1

    @dataclasses.dataclass
    class Point:
        x: int
        y: int

        def __add__(self, other):
            return Point(self.x + other.x, self.y + other.y)

    class Pair(tuple):
        pass

    class Bag:
        def __init__(self, items):
            self.items = items

        def __len__(self):
            return len(self.items)

        def __iter__(self):
            return iter(self.items)

        def __contains__(self, item):
            return item in self.items

        def __getitem__(self, index):
            return self.items[index]

        def __setitem__(self, index, value):
            self.items[index] = value

    class Empty:
        def __init__(self, first):
            self.first = first

        def __iter__(self):
            return iter([self.first])

    def same(value): return value
    def fail(message): raise Broke(message)
    def kept(names): names.append("new"); names[0] = {"deep": [0]}; return names
    def call(function, *words): return function(*words)
    def counting():
        yield 1
        yield 2
    def total(numbers): return sum(numbers)
    def roll(random): return random.randint(3, 3)
    def careful(function):
        try:
            return function()
        except OSError as error:
            return str(error)
"""


@pytest.mark.parametrize(
    "tests",
    [
        """
        def test_values_cross_unchanged(self):
            from datetime import date, datetime, time, timedelta, timezone
            from decimal import Decimal
            from fractions import Fraction
            for value in (
                None, True, 10**50, 1.5, float("inf"), "ä\\ud800", b"\\0", (1, (2,)), [1, [2]], {1: {2: 3}},
                {(1, 2): [3]}, {1, 2}, frozenset({1}), date(2024, 2, 29), time(1, 2), timedelta(-1, 2, 3),
                datetime(2024, 1, 2, tzinfo=timezone.utc), timezone.utc, Decimal("1.10"), Fraction(1, 3), 2j,
            ):
                there_and_back = m.same(value)
                self.assertEqual(there_and_back, value)
                self.assertIs(type(there_and_back), type(value))
        """,
        """
        def test_containers_are_shared(self):
            names = ["old"]
            result = m.kept(names)
            self.assertEqual(names, [{"deep": [0]}, "new"])
            self.assertIs(result, names)
            names[0]["deep"].append(1)
            self.assertEqual(m.same(names)[0]["deep"], [0, 1])
            bag = m.Bag(names)
            names.append(5)
            self.assertEqual(len(bag), 3)
            m.CONSTANT["a"].append(3)
            self.assertEqual(m.CONSTANT, {"a": [1, 2, 3]})
        """,
        """
        def test_objects_stay_where_they_are(self):
            point = m.Point(1, 2)
            self.assertEqual((point.x, point.y), (1, 2))
            self.assertEqual(point + m.Point(1, 1), m.Point(2, 3))
            self.assertNotEqual(point, m.Point(1, 3))
            self.assertNotEqual(point, (1, 2))
            self.assertEqual(repr(point), "Point(x=1, y=2)")
            self.assertIs(m.same(point), point)
            point.x = 9
            self.assertEqual(m.same(point).x, 9)
            self.assertEqual(m.Pair((1, 2)), (1, 2))
            self.assertIs(m.Color.RED, m.Color.RED)
            self.assertEqual(list(m.counting()), [1, 2])
            with self.assertRaises(TypeError):
                point < m.Point(0, 0)
            with self.assertRaises(TypeError):
                len(point)
        """,
        """
        def test_operators(self):
            bag = m.Bag([1, 2])
            bag[0] = 5
            self.assertEqual((bag[0], len(bag), sorted(bag), 2 in bag, 3 in bag), (5, 2, [2, 5], True, False))
            self.assertTrue(bag)
            self.assertFalse(m.Bag([]))
            self.assertIn(4, m.Empty(4))
        """,
        """
        def test_exceptions(self):
            with self.assertRaises(m.Broke) as caught:
                m.fail("why")
            self.assertEqual(str(caught.exception), "why")
            self.assertEqual(caught.exception.code, 7)
            with self.assertRaises(ValueError):
                m.fail("why")
            with self.assertRaises(ZeroDivisionError):
                m.call(lambda: 1 / 0)
            with self.assertRaises(AttributeError):
                m.nothing
        """,
        """
        def test_what_tests_pass_in_can_be_called(self):
            seen = []
            self.assertEqual(m.call(lambda a, b: seen.append(a) or b, 1, [2]), [2])
            self.assertEqual(seen, [1])
            self.assertEqual(m.total(x * x for x in (1, 2)), 5)
            import random
            self.assertEqual(m.roll(random.Random(1)), 3)
            def broken():
                raise OSError("gone")
            self.assertEqual(m.careful(broken), "gone")
        """,
    ],
)
def test_tests_do_not_notice_that_the_code_is_elsewhere(tmp_path: Path, tests: str) -> None:
    passed, said = grade(tmp_path, CODE, tests)
    assert passed, said


@pytest.mark.parametrize(
    "code",
    [
        "def f(): return 4",
        "def f(): raise SystemExit(0)",
        "def f(): raise KeyboardInterrupt",
        "def f():\n    import unittest\n    raise unittest.SkipTest('no')",
        "def f():\n    import os\n    os._exit(0)",
        "def f():\n    import os, signal\n    os.kill(os.getppid(), signal.SIGKILL)",
        "raise SystemExit(0)",
        "import os\nos._exit(0)",
        "def f(: return 5",
        "class Five(int):\n    def __eq__(self, other): return True\ndef f(): return Five(4)",
        "class All:\n    def __eq__(self, other): return True\ndef f(): return All()",
        "class Liar:\n    __class__ = int\n    def __eq__(self, other): return True\ndef f(): return Liar()",
        "def f():\n    deep = []\n    for _ in range(10**5): deep = [deep]\n    return deep",
        "def f(): return 10**10000",
        "import os\ndef f():\n    os.closerange(3, 50)",
        'import os\ndef f():\n    for n in range(3, 50):\n        try: os.write(n, b\'{"values": [5], "shared": {}, "gone": []\')\n        except OSError: pass',
        "import os\ndef f():\n    for n in range(3, 50):\n        try: os.write(n, b'[5]\\n')\n        except OSError: pass",
        "import wire\ndef f():\n    raise wire.Broken",
        "def f():\n    import gc\n    raise [e for e in gc.get_objects() if isinstance(e, type) and e.__name__ == 'Broken'][0]",
    ],
)
def test_code_that_is_wrong_or_hostile_does_not_pass(tmp_path: Path, code: str) -> None:
    passed, said = grade(tmp_path, code, "def test_f(self):\n    self.assertEqual(m.f(), 5)\n")
    assert not passed, said


def test_code_learns_nothing_of_the_tests(tmp_path: Path) -> None:
    code = """
        import gc, os, sys

        def f(function):
            found = []
            for name in ("__globals__", "__code__", "__closure__", "__self__", "__class__"):
                found.append(getattr(getattr(function, name, None), "co_consts", ""))
            frame = sys._getframe()
            while frame:
                found.append(repr(frame.f_locals) + repr(frame.f_code.co_consts))
                frame = frame.f_back
            found += [repr(each) for each in gc.get_objects() if type(each) is str]
            for process in (os.getpid(), os.getppid()):
                for file in ("environ", "cmdline", "mem", "maps"):
                    try:
                        found.append(open(f"/proc/{process}/{file}", "rb").read(10**6).decode("latin1"))
                    except OSError:
                        pass
            for folder, _, files in os.walk(".."):
                found += [open(os.path.join(folder, file), errors="replace").read() for file in files]
            return "c4nary" in "".join(map(str, found)).replace('"c4nary"', "").replace("'c4nary'", "")
    """
    tests = """
        def test_f(self):
            note = "the answer is c4nary 17"
            self.assertFalse(m.f(lambda: note))
    """
    passed, said = grade(tmp_path, code, tests)
    assert passed, said


def test_a_benchmark_without_any_test_that_runs_is_not_passed(tmp_path: Path) -> None:
    assert not grade(tmp_path, "", "pass\n")[0]
