import unittest

from free_slots import common_slots, first_slot, free_minutes, free_slots


class FreeSlotsHiddenTest(unittest.TestCase):
    def test_several_inside_one(self):
        meetings = [(500, 800), (510, 520), (530, 540), (600, 790)]
        self.assertEqual(free_slots(meetings, 480, 900), [(480, 500), (800, 900)])

    def test_overlapping(self):
        self.assertEqual(free_slots([(500, 600), (550, 650)], 480, 700), [(480, 500), (650, 700)])

    def test_same_start(self):
        self.assertEqual(free_slots([(500, 600), (500, 520)], 480, 700), [(480, 500), (600, 700)])

    def test_meetings_that_touch(self):
        self.assertEqual(free_slots([(480, 500), (500, 540)], 480, 540), [])

    def test_before_opening(self):
        self.assertEqual(free_slots([(400, 420)], 480, 600), [(480, 600)])
        self.assertEqual(free_slots([(400, 490)], 480, 600), [(490, 600)])

    def test_beyond_closing(self):
        self.assertEqual(free_slots([(500, 900)], 480, 600), [(480, 500)])
        self.assertEqual(free_slots([(700, 900)], 480, 600), [(480, 600)])

    def test_all_day(self):
        self.assertEqual(free_slots([(0, 1440), (500, 510)], 480, 600), [])

    def test_common(self):
        calendars = [[(480, 600)], [(500, 520), (650, 700)]]
        self.assertEqual(common_slots(calendars, 480, 720), [(600, 650), (700, 720)])

    def test_sums(self):
        self.assertEqual(free_minutes([(500, 560), (510, 520)], 480, 600), 60)
        self.assertEqual(first_slot([(480, 590), (490, 500)], 480, 720, 60), 590)


if __name__ == "__main__":
    unittest.main()
