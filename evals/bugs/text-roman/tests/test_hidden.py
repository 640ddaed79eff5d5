import unittest

import roman as m


class HiddenTest(unittest.TestCase):
    def test_round_trip(self):
        for number in range(1, 4000, 7):
            self.assertEqual(m.from_roman(m.to_roman(number)), number)

    def test_lower_case(self):
        self.assertEqual(m.from_roman("mmxxiv"), 2024)

    def test_range(self):
        for number in (0, 4000, -1):
            with self.assertRaises(ValueError):
                m.to_roman(number)

    def test_single(self):
        self.assertEqual(m.from_roman("D"), 500)


if __name__ == "__main__":
    unittest.main()
