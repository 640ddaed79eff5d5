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


if __name__ == "__main__":
    unittest.main()
