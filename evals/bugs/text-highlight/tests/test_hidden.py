import unittest

from highlighting import find_spans, highlight, merge_spans, snippet


class HighlightingHiddenTest(unittest.TestCase):
    def test_one_occurrence(self):
        self.assertEqual(highlight("A red fox", ["red"]), "A [red] fox")

    def test_case(self):
        self.assertEqual(highlight("Red rED", ["RED"]), "[Red] [rED]")
        self.assertEqual(find_spans("abcABC", ["B"]), [(1, 2), (4, 5)])

    def test_several_words(self):
        self.assertEqual(
            highlight("the quick brown fox", ["fox", "Quick"], "<b>", "</b>"),
            "the <b>quick</b> brown <b>fox</b>",
        )

    def test_touching_words(self):
        self.assertEqual(highlight("foobar baz", ["bar", "foo"]), "[foobar] baz")

    def test_overlapping_occurrences(self):
        self.assertEqual(highlight("xaaax", ["aa"]), "x[aaa]x")

    def test_whole_text(self):
        self.assertEqual(highlight("abc", ["ABC"]), "[abc]")

    def test_nothing_to_mark(self):
        self.assertEqual(highlight("abc", []), "abc")
        self.assertEqual(highlight("abc", [""]), "abc")
        self.assertEqual(highlight("", ["a"]), "")

    def test_snippet(self):
        self.assertEqual(snippet("one Two three", ["TWO"], margin=1), " Two ")
        self.assertEqual(snippet("one two three", ["x"], margin=4), "one ")

    def test_merge_keeps_the_longer_end(self):
        self.assertEqual(merge_spans([(0, 9), (2, 4)]), [(0, 9)])


if __name__ == "__main__":
    unittest.main()
