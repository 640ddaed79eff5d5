import unittest

import cron as m


class HiddenTest(unittest.TestCase):
    def test_range_with_step(self):
        self.assertEqual(m.parse_field("0-20/10", 0, 59), {0, 10, 20})

    def test_short_range(self):
        self.assertEqual(m.parse_field("3-3", 0, 59), {3})

    def test_matches(self):
        self.assertTrue(m.matches("0", "9-17", 17, 0))
        self.assertFalse(m.matches("0", "9-17", 18, 0))

    def test_bounds(self):
        for text in ("60", "5-3"):
            with self.assertRaises(ValueError):
                m.parse_field(text, 0, 59)


if __name__ == "__main__":
    unittest.main()
