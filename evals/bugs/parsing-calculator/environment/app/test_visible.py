import unittest

import calculator as m


class VisibleTest(unittest.TestCase):
    def test_left_to_right(self):
        self.assertEqual(m.evaluate("10 - 3 - 2"), 5)

    def test_precedence(self):
        self.assertEqual(m.evaluate("2 + 3 * 4"), 14)

    def test_parentheses(self):
        self.assertEqual(m.evaluate("(2 + 3) * 4"), 20)

    def test_mixed(self):
        self.assertEqual(m.evaluate("10 - 3 + 2"), 9)
        self.assertEqual(m.evaluate("1 - 2 * 3 - 4"), -9)

    def test_division(self):
        self.assertEqual(m.evaluate("100 / 5 / 2"), 10)


if __name__ == "__main__":
    unittest.main()
