import unittest

import caesar as m


class HiddenTest(unittest.TestCase):
    def test_round_trip(self):
        text = "The Quick Brown Fox, 42 Zebras."
        for by in (0, 1, 13, 25, 26, 51):
            self.assertEqual(m.unshift(m.shift(text, by), by), text)

    def test_upper(self):
        self.assertEqual(m.shift("Zz", 1), "Aa")

    def test_crack(self):
        self.assertEqual(m.crack(m.shift("attack at dawn", 7), "dawn"), 7)
        self.assertIsNone(m.crack("abc", "hello"))


if __name__ == "__main__":
    unittest.main()
