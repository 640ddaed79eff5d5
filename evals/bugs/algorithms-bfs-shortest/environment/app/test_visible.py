import unittest

import graphs as m


class VisibleTest(unittest.TestCase):
    def graph(self):
        return {"a": ["f", "b"], "b": ["c"], "c": ["f"]}

    def test_direct(self):
        self.assertEqual(m.shortest_path({"a": ["b"]}, "a", "b"), ["a", "b"])

    def test_prefers_fewer_edges(self):
        graph = {"a": ["x", "b"], "b": ["c"], "c": ["d"], "d": ["x"], "x": ["goal"]}
        graph["d"].append("goal")
        self.assertEqual(m.shortest_path(graph, "a", "goal"), ["a", "x", "goal"])

    def test_none(self):
        self.assertIsNone(m.shortest_path({"a": ["b"]}, "b", "a"))

    def ring(self, n):
        return {i: [(i - 1) % n, (i + 1) % n] for i in range(n)}

    def test_ring(self):
        for goal in range(9):
            self.assertEqual(m.distance(self.ring(9), 0, goal), min(goal, 9 - goal))

    def test_start_is_goal(self):
        self.assertEqual(m.shortest_path({}, "a", "a"), ["a"])


if __name__ == "__main__":
    unittest.main()
