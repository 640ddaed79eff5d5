import unittest

import wrapping as m


class HiddenTest(unittest.TestCase):
    def test_never_too_long(self):
        text = "the quick brown fox jumps over the lazy dog again and again"
        for width in range(5, 30):
            self.assertTrue(all(len(line) <= width for line in m.wrap(text, width)), width)

    def test_words_are_kept(self):
        text = "one two  three\nfour"
        self.assertEqual(" ".join(m.wrap(text, 8)).split(), text.split())

    def test_as_full_as_possible(self):
        self.assertEqual(m.wrap("a b c d", 3), ["a b", "c d"])

    def test_empty(self):
        self.assertEqual(m.wrap("  ", 10), [])

    def test_indent(self):
        self.assertEqual(m.indent(["a", ""], 2), ["  a", ""])


if __name__ == "__main__":
    unittest.main()
