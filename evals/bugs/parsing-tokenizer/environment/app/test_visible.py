import unittest

import tokens as m


class VisibleTest(unittest.TestCase):
    def test_integers(self):
        self.assertEqual(m.tokenize("1+23"), ["1", "+", "23"])

    def test_decimals(self):
        self.assertEqual(m.tokenize("3.14 * r"), ["3.14", "*", "r"])

    def test_bad(self):
        with self.assertRaises(ValueError):
            m.tokenize("a $ b")

    def test_names(self):
        self.assertEqual(m.tokenize("x_1+y2"), ["x_1", "+", "y2"])

    def test_ends_with_number(self):
        self.assertEqual(m.tokenize("(0.5)/12.25"), ["(", "0.5", ")", "/", "12.25"])


if __name__ == "__main__":
    unittest.main()
