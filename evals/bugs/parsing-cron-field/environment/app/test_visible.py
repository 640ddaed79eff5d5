import unittest

import cron as m


class VisibleTest(unittest.TestCase):
    def test_single(self):
        self.assertEqual(m.parse_field("7", 0, 59), {7})

    def test_range(self):
        self.assertEqual(m.parse_field("1-5", 0, 59), {1, 2, 3, 4, 5})

    def test_step(self):
        self.assertEqual(m.parse_field("*/15", 0, 59), {0, 15, 30, 45})

    def test_list(self):
        self.assertEqual(m.parse_field("1,3", 0, 59), {1, 3})

    def test_range_with_step(self):
        self.assertEqual(m.parse_field("0-20/10", 0, 59), {0, 10, 20})

    def test_short_range(self):
        self.assertEqual(m.parse_field("3-3", 0, 59), {3})


if __name__ == "__main__":
    unittest.main()
