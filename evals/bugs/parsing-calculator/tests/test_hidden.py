import unittest

import calculator as m


class HiddenTest(unittest.TestCase):
    def test_mixed(self):
        self.assertEqual(m.evaluate("10 - 3 + 2"), 9)
        self.assertEqual(m.evaluate("1 - 2 * 3 - 4"), -9)

    def test_division(self):
        self.assertEqual(m.evaluate("100 / 5 / 2"), 10)

    def test_negative(self):
        self.assertEqual(m.evaluate("-3 - -2"), -1)

    def test_nested(self):
        self.assertEqual(m.evaluate("8 - (4 - (2 - 1)) - 1"), 4)


if __name__ == "__main__":
    unittest.main()
