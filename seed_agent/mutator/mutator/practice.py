"""Small exercises of the agent's own: right code with tests, to practise on and to test itself with."""

import tempfile
from pathlib import Path

EXERCISES = (
    (
        """
def largest(numbers):
    best = None
    for number in numbers:
        if best is None or number > best:
            best = number
    return best


def between(low, value, high):
    return low <= value and value < high
""",
        """
    def test_largest(self):
        self.assertEqual(code.largest([3, 9, 2]), 9)
        self.assertEqual(code.largest([-3, -9]), -3)
        self.assertIsNone(code.largest([]))

    def test_between(self):
        self.assertEqual([n for n in range(6) if code.between(1, n, 4)], [1, 2, 3])
""",
    ),
    (
        """
def pairs(text):
    result = {}
    for part in text.split(";"):
        part = part.strip()
        if not part:
            continue
        key, value = part.split("=", 1)
        result[key.strip().lower()] = value.strip()
    return result
""",
        """
    def test_pairs(self):
        self.assertEqual(code.pairs("A = 1; b=x=y ;;"), {"a": "1", "b": "x=y"})

    def test_nothing(self):
        self.assertEqual(code.pairs(""), {})
""",
    ),
    (
        """
class Stack:
    def __init__(self, limit):
        self.items = []
        self.limit = limit

    def push(self, item):
        if len(self.items) >= self.limit:
            return False
        self.items.append(item)
        return True

    def pop(self):
        if not self.items:
            return None
        return self.items.pop()
""",
        """
    def test_order(self):
        stack = code.Stack(2)
        self.assertTrue(stack.push(1) and stack.push(2))
        self.assertFalse(stack.push(3))
        self.assertEqual([stack.pop(), stack.pop(), stack.pop()], [2, 1, None])
""",
    ),
)
_TESTS = "import unittest\n\nimport code\n\n\nclass Test(unittest.TestCase):\n"


def write_exercise(source, tests):
    """A repository with one module and its tests; its folder."""
    folder = Path(tempfile.mkdtemp(prefix="exercise-"))
    (folder / "exercise.py").write_text(source)
    (folder / "test_exercise.py").write_text(
        _TESTS.replace("import code", "import exercise as code") + tests
    )
    return folder


def write_exercises(rng):
    """Every exercise as a repository, in random order."""
    exercises = list(EXERCISES)
    rng.shuffle(exercises)
    return [write_exercise(*each) for each in exercises]
