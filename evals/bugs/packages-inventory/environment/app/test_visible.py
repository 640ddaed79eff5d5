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


if __name__ == "__main__":
    unittest.main()
