import unittest

import distance as m


class HiddenTest(unittest.TestCase):
    def test_known(self):
        self.assertEqual(m.distance("kitten", "sitting"), 3)
        self.assertEqual(m.distance("flaw", "lawn"), 2)

    def test_empty(self):
        self.assertEqual(m.distance("", "abc"), 3)
        self.assertEqual(m.distance("abc", ""), 3)

    def test_similarity(self):
        self.assertEqual(m.similarity("", ""), 1.0)
        self.assertAlmostEqual(m.similarity("abc", "xyz"), 0.0)

    def test_closest(self):
        self.assertEqual(m.closest("colour", ["color", "cooler", "velour"]), "color")


if __name__ == "__main__":
    unittest.main()
