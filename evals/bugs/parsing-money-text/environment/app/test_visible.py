import unittest

import amounts as m


class VisibleTest(unittest.TestCase):
    def test_plain(self):
        self.assertEqual(m.parse_amount("12.34"), 1234)

    def test_thousands(self):
        self.assertEqual(m.parse_amount("1,234.50"), 123450)

    def test_one_decimal(self):
        self.assertEqual(m.parse_amount("-3.5"), -350)

    def test_whole(self):
        self.assertEqual(m.parse_amount("7"), 700)


if __name__ == "__main__":
    unittest.main()
