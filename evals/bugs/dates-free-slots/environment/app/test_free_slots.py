import unittest

from free_slots import clock, common_slots, first_slot, free_minutes, free_slots


class FreeSlotsTest(unittest.TestCase):
    def test_gaps(self):
        self.assertEqual(free_slots([(600, 660), (540, 570)], 480, 720), [(480, 540), (570, 600), (660, 720)])

    def test_meeting_inside_another(self):
        self.assertEqual(free_slots([(540, 720), (560, 580)], 480, 1020), [(480, 540), (720, 1020)])

    def test_no_meetings(self):
        self.assertEqual(free_slots([], 480, 1020), [(480, 1020)])

    def test_first_slot(self):
        self.assertEqual(first_slot([(490, 600)], 480, 720, 30), 600)
        self.assertIsNone(first_slot([(490, 700)], 480, 720, 30))

    def test_minutes(self):
        self.assertEqual(free_minutes([(500, 520)], 480, 540), 40)

    def test_clock(self):
        self.assertEqual(clock(545), "09:05")

    def test_common(self):
        self.assertEqual(common_slots([[(480, 500)], [(520, 540)]], 480, 540), [(500, 520)])


if __name__ == "__main__":
    unittest.main()
