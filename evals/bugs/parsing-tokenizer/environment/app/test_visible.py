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


if __name__ == "__main__":
    unittest.main()
