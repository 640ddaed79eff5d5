import unittest

import voting as m


class HiddenTest(unittest.TestCase):
    def test_none(self):
        self.assertIsNone(m.majority([1, 2, 3]))
        self.assertIsNone(m.majority(["x", "y"]))

    def test_empty(self):
        self.assertIsNone(m.majority([]))

    def test_single(self):
        self.assertEqual(m.majority("z"), "z")

    def test_late(self):
        self.assertEqual(m.majority([2, 3, 1, 1, 1]), 1)


if __name__ == "__main__":
    unittest.main()
