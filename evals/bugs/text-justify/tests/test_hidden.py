import unittest

from justify import fill, justify, justify_line


class JustifyHiddenTest(unittest.TestCase):
    def test_every_width(self):
        words = "the quick brown fox".split()
        for width in range(19, 40):
            line = justify_line(words, width)
            self.assertEqual(len(line), width)
            self.assertEqual(line.split(), words)

    def test_equal_gaps(self):
        self.assertEqual(justify_line(["a", "b", "c"], 7), "a  b  c")
        self.assertEqual(justify_line(["a", "b", "c"], 5), "a b c")

    def test_two_words(self):
        self.assertEqual(justify_line(["ab", "cd"], 9), "ab     cd")

    def test_several_wider_gaps(self):
        self.assertEqual(justify_line(list("abcd"), 12), "a   b   c  d"[:12])

    def test_text(self):
        text = "to be or not to be that is the question"
        self.assertEqual(
            justify(text, 14).split("\n"),
            ["to  be  or not", "to  be that is", "the question"],
        )

    def test_long_word(self):
        self.assertEqual(fill(["abcdefgh", "a"], 4), [["abcdefgh"], ["a"]])

    def test_nothing(self):
        self.assertEqual(justify("", 10), "")


if __name__ == "__main__":
    unittest.main()
