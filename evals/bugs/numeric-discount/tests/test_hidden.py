import unittest

import prices as m


class HiddenTest(unittest.TestCase):
    def test_edges(self):
        self.assertEqual([m.discount(t) for t in (99, 100, 499, 500)], [0, 10, 10, 20])

    def test_prices(self):
        self.assertEqual([m.price(t) for t in (50, 100, 1000)], [50, 90, 800])

    def test_cheapest(self):
        self.assertEqual(m.cheapest({"a": 95, "b": 100}), "b")


if __name__ == "__main__":
    unittest.main()
