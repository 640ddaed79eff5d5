import unittest

from timesheet import as_hours, night_minutes, shift_bounds, shift_minutes, week_minutes


class TimesheetHiddenTest(unittest.TestCase):
    def test_until_midnight(self):
        self.assertEqual(shift_minutes("16:00", "00:00"), 480)

    def test_almost_a_day(self):
        self.assertEqual(shift_minutes("12:00", "11:59"), 1439)

    def test_from_midnight(self):
        self.assertEqual(shift_minutes("00:00", "06:00"), 360)

    def test_no_time(self):
        self.assertEqual(shift_minutes("00:00", "00:00"), 0)
        self.assertEqual(shift_bounds("13:00", "13:00"), (780, 780))

    def test_night_minutes(self):
        self.assertEqual(night_minutes("20:00", "04:00"), 360)
        self.assertEqual(night_minutes("23:00", "07:30"), 420)
        self.assertEqual(night_minutes("08:00", "16:00"), 0)

    def test_pause(self):
        with self.assertRaises(ValueError):
            shift_minutes("08:00", "08:20", pause=30)
        self.assertEqual(shift_minutes("23:50", "00:20", pause=30), 0)

    def test_week(self):
        shifts = [("21:00", "05:00", 30), ("06:00", "14:00", 30), ("18:30", "01:15", 0)]
        self.assertEqual(as_hours(week_minutes(shifts)), "21:45")


if __name__ == "__main__":
    unittest.main()
