import unittest

import leap as m


class VisibleTest(unittest.TestCase):
    def test_ordinary(self):
        self.assertTrue(m.is_leap(2024))
        self.assertFalse(m.is_leap(2023))

    def test_century(self):
        self.assertFalse(m.is_leap(1900))

    def test_four_hundred(self):
        self.assertTrue(m.is_leap(2000))

    def test_day_of_year(self):
        self.assertEqual(m.day_of_year(2023, 3, 1), 60)

    def test_last_day(self):
        self.assertTrue(m.is_valid(2023, 1, 31))


if __name__ == "__main__":
    unittest.main()
