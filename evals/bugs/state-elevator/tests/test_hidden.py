import unittest

import elevator as m


class HiddenTest(unittest.TestCase):
    def stops(self, elevator):
        found = []
        while elevator.calls:
            found.append(elevator.move())
        return found

    def test_turns_round(self):
        elevator = m.Elevator(5)
        elevator.call(3)
        elevator.move()
        for floor in (1, 9, 2, 4):
            elevator.call(floor)
        self.assertEqual(self.stops(elevator), [2, 1, 4, 9])

    def test_up_in_order(self):
        elevator = m.Elevator()
        for floor in (7, 2, 5):
            elevator.call(floor)
        self.assertEqual(self.stops(elevator), [2, 5, 7])

    def test_own_floor(self):
        elevator = m.Elevator(1)
        elevator.call(1)
        self.assertIsNone(elevator.next_stop())


if __name__ == "__main__":
    unittest.main()
