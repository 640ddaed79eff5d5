import unittest

import orders as m


class VisibleTest(unittest.TestCase):
    def test_ordinary(self):
        order = m.Order()
        for state in ("paid", "shipped", "delivered"):
            order.move(state)
        self.assertTrue(order.is_final)

    def test_cancel_paid(self):
        order = m.Order()
        order.move("paid")
        order.move("cancelled")
        self.assertEqual(order.state, "cancelled")

    def test_cancel_shipped(self):
        order = m.Order()
        order.move("paid")
        order.move("shipped")
        with self.assertRaises(ValueError):
            order.move("cancelled")

    def test_state_stays_after_refusal(self):
        order = m.Order()
        order.move("paid")
        order.move("shipped")
        try:
            order.move("cancelled")
        except ValueError:
            pass
        self.assertEqual((order.state, order.history), ("shipped", ["new", "paid", "shipped"]))

    def test_cancel_new(self):
        order = m.Order()
        order.move("cancelled")
        self.assertTrue(order.is_final)


if __name__ == "__main__":
    unittest.main()
