import unittest

import wrapping as m


class VisibleTest(unittest.TestCase):
    def test_fits(self):
        self.assertEqual(m.wrap("aaa bbb", 7), ["aaa bbb"])

    def test_does_not_fit(self):
        self.assertEqual(m.wrap("aaa bbb", 6), ["aaa", "bbb"])

    def test_long_word(self):
        self.assertEqual(m.wrap("abcdefgh x", 3), ["abcdefgh", "x"])

    def test_never_too_long(self):
        text = "the quick brown fox jumps over the lazy dog again and again"
        for width in range(5, 30):
            self.assertTrue(all(len(line) <= width for line in m.wrap(text, width)), width)

    def test_words_are_kept(self):
        text = "one two  three\nfour"
        self.assertEqual(" ".join(m.wrap(text, 8)).split(), text.split())


if __name__ == "__main__":
    unittest.main()
