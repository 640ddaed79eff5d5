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


if __name__ == "__main__":
    unittest.main()
