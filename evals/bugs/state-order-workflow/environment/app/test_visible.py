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


if __name__ == "__main__":
    unittest.main()
