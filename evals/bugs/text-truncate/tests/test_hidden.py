import unittest

import shorten as m


class HiddenTest(unittest.TestCase):
    def test_never_longer(self):
        for limit in range(12):
            self.assertEqual(len(m.truncate("abcdefghijkl", limit)), limit)

    def test_other_ellipsis(self):
        self.assertEqual(m.truncate("abcdef", 4, "~"), "abc~")

    def test_tiny(self):
        self.assertEqual(m.truncate("abcdef", 2), "..")

    def test_middle(self):
        self.assertEqual(m.middle("abcdefghij", 7), "ab...ij")

    def test_sentence(self):
        self.assertEqual(m.first_sentence("One. Two."), "One.")
        self.assertEqual(m.first_sentence("v1.2 ok"), "v1.2 ok")


if __name__ == "__main__":
    unittest.main()
