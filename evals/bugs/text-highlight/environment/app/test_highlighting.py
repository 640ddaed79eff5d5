import unittest

from highlighting import highlight, merge_spans, snippet


class HighlightingTest(unittest.TestCase):
    def test_spans_are_joined(self):
        self.assertEqual(merge_spans([(0, 3), (2, 5), (5, 6), (8, 9)]), [(0, 6), (8, 9)])

    def test_no_occurrence(self):
        self.assertEqual(highlight("A red fox", ["blue"]), "A red fox")

    def test_two_occurrences(self):
        self.assertEqual(highlight("red or red", ["red"]), "[red] or [red]")

    def test_capital_in_the_word(self):
        self.assertEqual(snippet("a red fox", ["Fox"], margin=2), "d fox")

    def test_snippet(self):
        self.assertEqual(snippet("It was a RED fox", ["red"], margin=2), "a RED f")


if __name__ == "__main__":
    unittest.main()
