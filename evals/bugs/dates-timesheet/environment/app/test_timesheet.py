import unittest

from timesheet import as_hours, minutes_of, night_minutes, shift_minutes, week_minutes


class TimesheetTest(unittest.TestCase):
    def test_minutes_of(self):
        self.assertEqual(minutes_of("07:30"), 450)
        with self.assertRaises(ValueError):
            minutes_of("24:00")

    def test_day_shift(self):
        self.assertEqual(shift_minutes("08:00", "16:30", pause=30), 480)

    def test_night_shift(self):
        self.assertEqual(shift_minutes("22:00", "06:00", pause=30), 450)

    def test_no_time_at_all(self):
        self.assertEqual(shift_minutes("09:00", "09:00"), 0)

    def test_night_minutes(self):
        self.assertEqual(night_minutes("15:00", "23:15"), 75)

    def test_week(self):
        self.assertEqual(as_hours(week_minutes([("08:00", "12:00", 0), ("13:00", "16:15", 5)])), "7:10")


if __name__ == "__main__":
    unittest.main()
