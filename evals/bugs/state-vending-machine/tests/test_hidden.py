import unittest

import vending as m


class HiddenTest(unittest.TestCase):
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

    def test_refund_once(self):
        machine = m.Machine({}, {})
        machine.insert(10)
        machine.refund()
        self.assertEqual(machine.refund(), 0)

    def test_bad_coin(self):
        with self.assertRaises(ValueError):
            m.Machine({}, {}).insert(0)


if __name__ == "__main__":
    unittest.main()
