import unittest

import graph as m


class VisibleTest(unittest.TestCase):
    def test_both_ways(self):
        graph = m.Graph()
        graph.connect("a", "b")
        self.assertEqual((graph.neighbours("a"), graph.neighbours("b")), (["b"], ["a"]))

    def test_remove(self):
        graph = m.Graph()
        graph.connect("a", "b")
        graph.remove("b")
        self.assertEqual(graph.neighbours("a"), [])

    def test_unknown(self):
        self.assertEqual(m.Graph().neighbours("x"), [])

    def test_edges(self):
        graph = m.Graph()
        for a, b in ((1, 2), (2, 3), (3, 1), (1, 2)):
            graph.connect(a, b)
        self.assertEqual(graph.edges(), 3)
        graph.remove(1)
        self.assertEqual((graph.edges(), graph.neighbours(2)), (1, [3]))

    def test_star(self):
        graph = m.Graph()
        for n in range(1, 6):
            graph.connect(0, n)
        graph.remove(0)
        self.assertEqual(graph.edges(), 0)
        self.assertEqual([graph.neighbours(n) for n in range(1, 6)], [[]] * 5)


if __name__ == "__main__":
    unittest.main()
