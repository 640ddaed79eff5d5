import unittest

import elevator as m


class VisibleTest(unittest.TestCase):
    def stops(self, elevator):
        found = []
        while elevator.calls:
            found.append(elevator.move())
        return found

    def test_up_then_down(self):
        elevator = m.Elevator(3)
        for floor in (1, 5, 4):
            elevator.call(floor)
        self.assertEqual(self.stops(elevator), [4, 5, 1])

    def test_down(self):
        elevator = m.Elevator(5)
        elevator.call(2)
        elevator.call(4)
        self.assertEqual(self.stops(elevator), [4, 2])

    def test_idle(self):
        self.assertEqual(m.Elevator(2).move(), 2)

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


if __name__ == "__main__":
    unittest.main()
