import unittest

import shorten as m


class VisibleTest(unittest.TestCase):
    def test_short(self):
        self.assertEqual(m.truncate("abc", 5), "abc")

    def test_long(self):
        self.assertEqual(m.truncate("abcdefgh", 5), "ab...")

    def test_exact(self):
        self.assertEqual(m.truncate("abcde", 5), "abcde")

    def test_never_longer(self):
        for limit in range(12):
            self.assertEqual(len(m.truncate("abcdefghijkl", limit)), limit)

    def test_other_ellipsis(self):
        self.assertEqual(m.truncate("abcdef", 4, "~"), "abc~")


if __name__ == "__main__":
    unittest.main()
