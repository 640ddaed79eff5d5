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

    def test_round_trip(self):
        for cents in (0, 5, 99, 100, -1, 123456789, -100000):
            self.assertEqual(m.parse_amount(m.format_amount(cents)), cents)

    def test_short(self):
        self.assertEqual([m.parse_amount(t) for t in (".5", "0.07", "2.")], [50, 7, 200])


if __name__ == "__main__":
    unittest.main()
