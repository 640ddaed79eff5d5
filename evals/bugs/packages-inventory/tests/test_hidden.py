import unittest

from shop.errors import OutOfStock
from shop.orders import place
from shop.stock import Stock


class HiddenTest(unittest.TestCase):
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

    def test_independent(self):
        stock = Stock({"a": 1, "b": 1})
        self.assertEqual(place(stock, [("a", 1), ("b", 1)]), [])


if __name__ == "__main__":
    unittest.main()
