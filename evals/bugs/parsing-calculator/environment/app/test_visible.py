import unittest

import calculator as m


class VisibleTest(unittest.TestCase):
    def test_left_to_right(self):
        self.assertEqual(m.evaluate("10 - 3 - 2"), 5)

    def test_precedence(self):
        self.assertEqual(m.evaluate("2 + 3 * 4"), 14)

    def test_parentheses(self):
        self.assertEqual(m.evaluate("(2 + 3) * 4"), 20)


if __name__ == "__main__":
    unittest.main()
