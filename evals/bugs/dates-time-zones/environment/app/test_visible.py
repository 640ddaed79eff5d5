import unittest

import zones as m


class VisibleTest(unittest.TestCase):
    def test_same_day(self):
        self.assertEqual(m.to_utc(m.parse("12:00"), 2), (m.parse("10:00"), 0))

    def test_day_before(self):
        self.assertEqual(m.to_utc(m.parse("01:00"), 2), (m.parse("23:00"), -1))

    def test_convert(self):
        self.assertEqual(m.show(m.convert(m.parse("20:00"), 0, 9)), "05:00")

    def test_day_after(self):
        self.assertEqual(m.to_utc(m.parse("22:30"), -5), (m.parse("03:30"), 1))

    def test_utc(self):
        self.assertEqual(m.to_utc(100, 0), (100, 0))


if __name__ == "__main__":
    unittest.main()
