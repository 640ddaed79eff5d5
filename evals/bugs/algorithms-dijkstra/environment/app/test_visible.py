import unittest

import routes as m


class VisibleTest(unittest.TestCase):
    ROADS = {"a": {"c": 10, "b": 1}, "b": {"c": 2}, "c": {}}

    def test_direct(self):
        self.assertEqual(m.cheapest(self.ROADS, "a", "b"), 1)

    def test_detour(self):
        self.assertEqual(m.cheapest(self.ROADS, "a", "c"), 3)

    def test_none(self):
        self.assertIsNone(m.cheapest(self.ROADS, "c", "a"))

    def test_long_detour(self):
        roads = {"a": {"z": 100, "b": 1}, "b": {"c": 1, "z": 50}, "c": {"d": 1}, "d": {"z": 1}}
        self.assertEqual(m.cheapest(roads, "a", "z"), 4)

    def test_itself(self):
        self.assertEqual(m.cheapest({}, "a", "a"), 0)


if __name__ == "__main__":
    unittest.main()
