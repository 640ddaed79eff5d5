import unittest

import routes as m


class HiddenTest(unittest.TestCase):
    def test_long_detour(self):
        roads = {"a": {"z": 100, "b": 1}, "b": {"c": 1, "z": 50}, "c": {"d": 1}, "d": {"z": 1}}
        self.assertEqual(m.cheapest(roads, "a", "z"), 4)

    def test_itself(self):
        self.assertEqual(m.cheapest({}, "a", "a"), 0)

    def test_grid(self):
        roads = {(x, y): {(x + 1, y): y, (x, y + 1): 1} for x in range(4) for y in range(4)}
        self.assertEqual(m.cheapest(roads, (0, 0), (3, 3)), 3)

    def test_reachable(self):
        self.assertEqual(m.reachable({"a": {"b": 0}, "b": {}, "c": {}}, "a"), ["a", "b"])


if __name__ == "__main__":
    unittest.main()
