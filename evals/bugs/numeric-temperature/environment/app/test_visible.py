import unittest

import temperature as m


class VisibleTest(unittest.TestCase):
    def test_minus_forty(self):
        self.assertEqual(m.to_fahrenheit(-40), -40)

    def test_zero(self):
        self.assertEqual(m.to_fahrenheit(0), 32)

    def test_celsius(self):
        self.assertEqual(m.to_celsius(212), 100)


if __name__ == "__main__":
    unittest.main()
