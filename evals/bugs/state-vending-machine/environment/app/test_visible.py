import unittest

import vending as m


class VisibleTest(unittest.TestCase):
    def machine(self):
        return m.Machine({"tea": 150}, {"tea": 1})

    def test_too_little(self):
        machine = self.machine()
        machine.insert(100)
        self.assertFalse(machine.buy("tea"))
        self.assertEqual(machine.refund(), 100)

    def test_change(self):
        machine = self.machine()
        machine.insert(200)
        self.assertTrue(machine.buy("tea"))
        self.assertEqual(machine.refund(), 50)

    def test_sold_out(self):
        machine = self.machine()
        machine.insert(500)
        machine.buy("tea")
        self.assertFalse(machine.buy("tea"))

    def test_exact(self):
        machine = m.Machine({"a": 50}, {"a": 3})
        machine.insert(50)
        self.assertTrue(machine.buy("a"))
        self.assertFalse(machine.buy("a"))
        self.assertEqual(machine.refund(), 0)

    def test_two_purchases(self):
        machine = m.Machine({"a": 30, "b": 50}, {"a": 1, "b": 1})
        machine.insert(100)
        self.assertTrue(machine.buy("a") and machine.buy("b"))
        self.assertEqual(machine.refund(), 20)


if __name__ == "__main__":
    unittest.main()
