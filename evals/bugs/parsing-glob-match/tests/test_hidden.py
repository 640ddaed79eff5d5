import unittest

from globbing import ignored, matches


class GlobbingHiddenTest(unittest.TestCase):
    def test_star_matches_nothing_anywhere(self):
        self.assertTrue(matches("*.py", ".py"))
        self.assertTrue(matches("a*b", "ab"))
        self.assertTrue(matches("*a*", "a"))
        self.assertTrue(matches("*", ""))
        self.assertTrue(matches("src/*", "src/"))

    def test_two_stars(self):
        self.assertTrue(matches("a**b", "ab"))
        self.assertTrue(matches("a*b*c", "aXbYbc"))
        self.assertFalse(matches("a*b*c", "aXbYb"))

    def test_star_stops_at_slash(self):
        self.assertFalse(matches("*", "a/b"))
        self.assertFalse(matches("a*b", "a/b"))
        self.assertTrue(matches("*/*", "a/b"))

    def test_question_mark_needs_a_character(self):
        self.assertFalse(matches("a?", "a"))
        self.assertFalse(matches("a?b", "a/b"))

    def test_sets(self):
        self.assertTrue(matches("[]a]", "]"))
        self.assertTrue(matches("x[!0]", "x1"))
        self.assertFalse(matches("[ab]", ""))
        self.assertTrue(matches("a[b", "a[b"))

    def test_plain(self):
        self.assertTrue(matches("", ""))
        self.assertFalse(matches("a", ""))
        self.assertFalse(matches("", "a"))

    def test_ignored(self):
        self.assertTrue(ignored(["build*"], "build"))
        self.assertTrue(ignored(["*.log", "!*keep.log", "keep*"], "keep.log"))
        self.assertFalse(ignored([], "a"))


if __name__ == "__main__":
    unittest.main()
