import unittest

import prices as m


class VisibleTest(unittest.TestCase):
    def test_none(self):
        self.assertEqual(m.discount(50), 0)

    def test_small(self):
        self.assertEqual(m.discount(100), 10)

    def test_large(self):
        self.assertEqual(m.discount(600), 20)

    def test_price(self):
        self.assertEqual(m.price(200), 180)

    def test_edges(self):
        self.assertEqual([m.discount(t) for t in (99, 100, 499, 500)], [0, 10, 10, 20])

    def test_prices(self):
        self.assertEqual([m.price(t) for t in (50, 100, 1000)], [50, 90, 800])


if __name__ == "__main__":
    unittest.main()
