import unittest

import graphs as m


class HiddenTest(unittest.TestCase):
    def ring(self, n):
        return {i: [(i - 1) % n, (i + 1) % n] for i in range(n)}

    def test_ring(self):
        for goal in range(9):
            self.assertEqual(m.distance(self.ring(9), 0, goal), min(goal, 9 - goal))

    def test_start_is_goal(self):
        self.assertEqual(m.shortest_path({}, "a", "a"), ["a"])

    def test_unreachable(self):
        self.assertEqual(m.distance({1: [2]}, 2, 1), -1)

    def test_grid(self):
        grid = {(x, y): [(x + dx, y + dy) for dx, dy in ((1, 0), (0, 1), (-1, 0), (0, -1)) if 0 <= x + dx < 4 and 0 <= y + dy < 4] for x in range(4) for y in range(4)}
        self.assertEqual(m.distance(grid, (0, 0), (3, 3)), 6)


if __name__ == "__main__":
    unittest.main()
