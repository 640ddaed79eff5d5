import unittest

from shop.errors import OutOfStock
from shop.orders import place
from shop.stock import Stock


class VisibleTest(unittest.TestCase):
    def test_reserve(self):
        stock = Stock({"a": 5})
        stock.reserve("a", 4)
        self.assertEqual(stock.available("a"), 1)

    def test_place(self):
        stock = Stock({"a": 5})
        self.assertEqual(place(stock, [("a", 4), ("a", 2)]), ["a"])

    def test_unknown(self):
        self.assertEqual(place(Stock({}), [("x", 1)]), ["x"])

    def test_twice(self):
        stock = Stock({"a": 5})
        stock.reserve("a", 4)
        with self.assertRaises(OutOfStock):
            stock.reserve("a", 2)
        stock.reserve("a", 1)
        self.assertEqual(stock.available("a"), 0)

    def test_ship(self):
        stock = Stock({"a": 3})
        stock.reserve("a", 2)
        stock.ship("a", 2)
        self.assertEqual(stock.available("a"), 1)


if __name__ == "__main__":
    unittest.main()
