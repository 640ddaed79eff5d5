import unittest

import zones as m


class HiddenTest(unittest.TestCase):
    def test_day_after(self):
        self.assertEqual(m.to_utc(m.parse("22:30"), -5), (m.parse("03:30"), 1))

    def test_utc(self):
        self.assertEqual(m.to_utc(100, 0), (100, 0))

    def test_half_hours(self):
        self.assertEqual(m.to_utc(m.parse("05:00"), 5.5)[0], m.parse("23:30"))
        self.assertEqual(m.to_utc(m.parse("05:00"), 5.5)[1], -1)

    def test_round_trip(self):
        self.assertEqual(m.convert(m.convert(321, 3, -7), -7, 3), 321)


if __name__ == "__main__":
    unittest.main()
