import unittest

import temperature as m


class VisibleTest(unittest.TestCase):
    def test_minus_forty(self):
        self.assertEqual(m.to_fahrenheit(-40), -40)

    def test_zero(self):
        self.assertEqual(m.to_fahrenheit(0), 32)

    def test_celsius(self):
        self.assertEqual(m.to_celsius(212), 100)

    def test_round_trip(self):
        for celsius in (-100, -17.5, 0, 37, 1000):
            self.assertAlmostEqual(m.to_celsius(m.to_fahrenheit(celsius)), celsius)

    def test_boiling(self):
        self.assertEqual(m.to_fahrenheit(100), 212)


if __name__ == "__main__":
    unittest.main()
