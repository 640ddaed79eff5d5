"""Tests that must fail, mixed with those that must pass.

A solution shares a process with its tests. One that ends the process early, has its own report
printed, or replaces the assertions makes these pass as well or keeps them from running; their names
are drawn anew for every grading. A report without exactly these failures is worth nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Canaries:
    """What to add to one test file, and how many failures it must make."""

    appended: str
    count: int
    beside: Mapping[str, str]
    """Name of a further file in the same folder -> its text."""


Canary = Callable[[str], Canaries]
"""From a word that is part of every name, of letters and digits, beginning with a capital."""


def python_canary(word: str) -> Canaries:
    """Assertions of unittest, and pytest's own."""
    return _appended(
        f"""

import unittest as _unittest_{word}


class {word}(_unittest_{word}.TestCase):
    def test_equal(self):
        self.assertEqual(1, 2)

    def test_true(self):
        self.assertTrue(False)

    def test_raises(self):
        with self.assertRaises(Exception):
            pass


def test_{word}():
    assert 1 == 2


def test_raises_{word}():
    from pytest import raises

    with raises(Exception):
        pass
""",
        5,
    )


def javascript_canary(word: str) -> Canaries:
    """The commonest matchers of jest, and an exception."""
    bodies = (
        "expect(1).toBe(2);",
        "expect([1]).toEqual([2]);",
        "expect([1]).toStrictEqual([2]);",
        "expect(() => {}).toThrow();",
        "throw new Error('as it must');",
    )
    return _lines(
        [
            f"{name}('{word} {name} {n}', () => {{ {body} }});"
            for name in ("test", "it")
            for n, body in enumerate(bodies)
        ],
    )


def go_canary(word: str) -> Canaries:
    """All that the package `testing` has to say no with."""
    bodies = ('t.Fatal("as it must")', 't.Errorf("as it must")', "t.FailNow()")
    return _lines([f"func Test{word}{n}(t *testing.T) {{ {b} }}" for n, b in enumerate(bodies)])


def rust_canary(word: str) -> Canaries:
    """The assertions of the prelude, which a crate can shadow.

    Their names come last: tests run one by one in the order of names, so that what ends the
    process while another test runs, keeps these from failing.
    """
    bodies = ("assert_eq!(1, 2);", "assert_ne!(1, 1);", "assert!(1 > 2);", "panic!();")
    name = f"zzz_{word.lower()}"
    return _lines([f"#[test]\nfn {name}_{n}() {{ {body} }}" for n, body in enumerate(bodies)])


def cpp_canary(word: str) -> Canaries:
    """The assertions of Catch, which are macros."""
    bodies = (
        "REQUIRE(1 == 2);",
        "CHECK(1 == 2);",
        "REQUIRE_FALSE(1 == 1);",
        "REQUIRE_THROWS((void)0);",
    )
    return _lines([f'TEST_CASE("{word} {n}") {{ {body} }}' for n, body in enumerate(bodies)])


def java_canary(word: str) -> Canaries:
    """A class of its own, with the assertions of AssertJ and JUnit."""
    bodies = (
        "org.assertj.core.api.Assertions.assertThat(1).isEqualTo(2);",
        "org.assertj.core.api.Assertions.assertThatThrownBy(() -> {}).isNotNull();",
        "org.junit.jupiter.api.Assertions.assertEquals(1, 2);",
        "org.junit.jupiter.api.Assertions.assertThrows(Exception.class, () -> {});",
    )
    methods = "\n".join(
        f"    @org.junit.jupiter.api.Test void fails{n}() {{ {body} }}"
        for n, body in enumerate(bodies)
    )
    text = f"public class {word}Test {{\n{methods}\n}}\n"
    return Canaries("", len(bodies), {f"{word}Test.java": text})


def _lines(tests: list[str]) -> Canaries:
    return _appended("\n" + "\n".join(tests) + "\n", len(tests))


def _appended(text: str, count: int) -> Canaries:
    return Canaries(text, count, {})
