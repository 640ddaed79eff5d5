import unittest

import zones as m


class VisibleTest(unittest.TestCase):
    def test_same_day(self):
        self.assertEqual(m.to_utc(m.parse("12:00"), 2), (m.parse("10:00"), 0))

    def test_day_before(self):
        self.assertEqual(m.to_utc(m.parse("01:00"), 2), (m.parse("23:00"), -1))

    def test_convert(self):
        self.assertEqual(m.show(m.convert(m.parse("20:00"), 0, 9)), "05:00")


if __name__ == "__main__":
    unittest.main()
