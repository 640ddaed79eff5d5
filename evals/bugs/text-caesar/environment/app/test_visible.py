import unittest

import caesar as m


class VisibleTest(unittest.TestCase):
    def test_middle(self):
        self.assertEqual(m.shift("abc", 2), "cde")

    def test_wraps(self):
        self.assertEqual(m.shift("xyz", 3), "abc")

    def test_other_signs(self):
        self.assertEqual(m.shift("a-b!", 1), "b-c!")

    def test_round_trip(self):
        text = "The Quick Brown Fox, 42 Zebras."
        for by in (0, 1, 13, 25, 26, 51):
            self.assertEqual(m.unshift(m.shift(text, by), by), text)

    def test_upper(self):
        self.assertEqual(m.shift("Zz", 1), "Aa")


if __name__ == "__main__":
    unittest.main()
