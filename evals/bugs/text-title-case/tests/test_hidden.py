import unittest

import titles as m


class HiddenTest(unittest.TestCase):
    def test_last_word(self):
        self.assertEqual(m.title("what to look to"), "What to Look To")

    def test_shouting(self):
        self.assertEqual(m.title("GONE WITH THE WIND"), "Gone With the Wind")

    def test_one_small_word(self):
        self.assertEqual(m.title("of"), "Of")

    def test_empty(self):
        self.assertEqual(m.title("  "), "")


if __name__ == "__main__":
    unittest.main()
