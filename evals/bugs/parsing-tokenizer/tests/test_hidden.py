import unittest

import tokens as m


class HiddenTest(unittest.TestCase):
    def test_names(self):
        self.assertEqual(m.tokenize("x_1+y2"), ["x_1", "+", "y2"])

    def test_ends_with_number(self):
        self.assertEqual(m.tokenize("(0.5)/12.25"), ["(", "0.5", ")", "/", "12.25"])

    def test_spaces(self):
        self.assertEqual(m.tokenize("  7  "), ["7"])

    def test_empty(self):
        self.assertEqual(m.tokenize(""), [])

    def test_leading_point(self):
        with self.assertRaises(ValueError):
            m.tokenize(".5")


if __name__ == "__main__":
    unittest.main()
