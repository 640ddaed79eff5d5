import unittest

import bst as m


class HiddenTest(unittest.TestCase):
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

    def test_size(self):
        tree = m.Tree()
        for key in "hello":
            tree.insert(key, None)
        self.assertEqual(tree.size, 4)


if __name__ == "__main__":
    unittest.main()
