import unittest

import temperature as m


class HiddenTest(unittest.TestCase):
    def test_round_trip(self):
        for celsius in (-100, -17.5, 0, 37, 1000):
            self.assertAlmostEqual(m.to_celsius(m.to_fahrenheit(celsius)), celsius)

    def test_boiling(self):
        self.assertEqual(m.to_fahrenheit(100), 212)

    def test_kelvin(self):
        self.assertAlmostEqual(m.to_kelvin(0), 273.15)
        with self.assertRaises(ValueError):
            m.to_kelvin(-300)

    def test_describe(self):
        self.assertEqual([m.describe(c) for c in (0, 5, 12, 25)], ["freezing", "cold", "mild", "hot"])


if __name__ == "__main__":
    unittest.main()
