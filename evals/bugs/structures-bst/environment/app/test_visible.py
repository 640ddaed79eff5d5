import unittest

import bst as m


class VisibleTest(unittest.TestCase):
    def test_order(self):
        tree = m.Tree()
        for key in (2, 1, 3):
            tree.insert(key, str(key))
        self.assertEqual([key for key, _ in tree.items()], [1, 2, 3])

    def test_replace(self):
        tree = m.Tree()
        tree.insert("a", 1)
        tree.insert("a", 2)
        self.assertEqual((tree.get("a"), tree.size), (2, 1))

    def test_missing(self):
        self.assertEqual(m.Tree().get(1, "no"), "no")

    def test_many(self):
        tree = m.Tree()
        for n in range(50):
            tree.insert((n * 17) % 50, n)
        self.assertEqual([key for key, _ in tree.items()], list(range(50)))

    def test_replace_deep(self):
        tree = m.Tree()
        for key in (5, 2, 8, 1, 9, 2, 9):
            tree.insert(key, key * 10)
        tree.insert(9, "nine")
        self.assertEqual((tree.get(9), tree.size), ("nine", 5))


if __name__ == "__main__":
    unittest.main()
