import unittest

import amounts as m


class HiddenTest(unittest.TestCase):
    def test_round_trip(self):
        for cents in (0, 5, 99, 100, -1, 123456789, -100000):
            self.assertEqual(m.parse_amount(m.format_amount(cents)), cents)

    def test_short(self):
        self.assertEqual([m.parse_amount(t) for t in (".5", "0.07", "2.")], [50, 7, 200])

    def test_total(self):
        self.assertEqual(m.total(["1,000", "0.5", "-1.25"]), "999.25")


if __name__ == "__main__":
    unittest.main()
