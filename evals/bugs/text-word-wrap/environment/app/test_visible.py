import unittest

import wrapping as m


class VisibleTest(unittest.TestCase):
    def test_fits(self):
        self.assertEqual(m.wrap("aaa bbb", 7), ["aaa bbb"])

    def test_does_not_fit(self):
        self.assertEqual(m.wrap("aaa bbb", 6), ["aaa", "bbb"])

    def test_long_word(self):
        self.assertEqual(m.wrap("abcdefgh x", 3), ["abcdefgh", "x"])


if __name__ == "__main__":
    unittest.main()
