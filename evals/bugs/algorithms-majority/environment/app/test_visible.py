import unittest

import voting as m


class VisibleTest(unittest.TestCase):
    def test_clear(self):
        self.assertEqual(m.majority([1, 1, 2]), 1)

    def test_half(self):
        self.assertIsNone(m.majority([1, 1, 2, 2]))

    def test_runoff(self):
        self.assertEqual(m.runoff([["a", "b"], ["b", "a"], ["c", "b"]]), "b")

    def test_none(self):
        self.assertIsNone(m.majority([1, 2, 3]))
        self.assertIsNone(m.majority(["x", "y"]))

    def test_empty(self):
        self.assertIsNone(m.majority([]))


if __name__ == "__main__":
    unittest.main()
