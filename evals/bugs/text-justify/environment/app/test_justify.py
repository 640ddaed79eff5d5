import unittest

from justify import fill, justify, justify_line


class JustifyTest(unittest.TestCase):
    def test_fill(self):
        self.assertEqual(fill("aa bb cc".split(), 5), [["aa", "bb"], ["cc"]])

    def test_left_gap_is_wider(self):
        self.assertEqual(justify_line(["a", "b", "c"], 8), "a   b  c")

    def test_one_word(self):
        self.assertEqual(justify_line(["word"], 9), "word")

    def test_last_line_is_not_stretched(self):
        self.assertEqual(justify("one two", 20), "one two")

    def test_paragraphs(self):
        self.assertEqual(justify("a\nb\n\nc", 9), "a b\n\nc")


if __name__ == "__main__":
    unittest.main()
