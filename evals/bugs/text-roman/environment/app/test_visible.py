import unittest

import roman as m


class VisibleTest(unittest.TestCase):
    def test_repeated(self):
        self.assertEqual(m.from_roman("III"), 3)

    def test_subtracted(self):
        self.assertEqual(m.from_roman("XIV"), 14)

    def test_to_roman(self):
        self.assertEqual(m.to_roman(1994), "MCMXCIV")

    def test_round_trip(self):
        for number in range(1, 4000, 7):
            self.assertEqual(m.from_roman(m.to_roman(number)), number)

    def test_lower_case(self):
        self.assertEqual(m.from_roman("mmxxiv"), 2024)


if __name__ == "__main__":
    unittest.main()
