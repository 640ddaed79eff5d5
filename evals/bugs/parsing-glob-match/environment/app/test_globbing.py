import unittest

from globbing import ignored, matches


class GlobbingTest(unittest.TestCase):
    def test_star(self):
        self.assertTrue(matches("*.py", "main.py"))
        self.assertFalse(matches("*.py", "main.pyc"))

    def test_star_matches_nothing(self):
        self.assertTrue(matches("test*", "test"))

    def test_star_stops_at_slash(self):
        self.assertFalse(matches("*.py", "src/main.py"))

    def test_question_mark_and_set(self):
        self.assertTrue(matches("file?.[ch]", "file1.c"))
        self.assertFalse(matches("file?.[!ch]", "file1.c"))

    def test_last_pattern_counts(self):
        self.assertFalse(ignored(["*.log", "!keep.log"], "keep.log"))


if __name__ == "__main__":
    unittest.main()
