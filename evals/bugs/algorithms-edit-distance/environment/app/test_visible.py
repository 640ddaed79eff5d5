import unittest

import distance as m


class VisibleTest(unittest.TestCase):
    def test_replacement(self):
        self.assertEqual(m.distance("cat", "cut"), 1)

    def test_insertion(self):
        self.assertEqual(m.distance("cat", "cart"), 1)

    def test_equal(self):
        self.assertEqual(m.distance("same", "same"), 0)

    def test_known(self):
        self.assertEqual(m.distance("kitten", "sitting"), 3)
        self.assertEqual(m.distance("flaw", "lawn"), 2)

    def test_empty(self):
        self.assertEqual(m.distance("", "abc"), 3)
        self.assertEqual(m.distance("abc", ""), 3)


if __name__ == "__main__":
    unittest.main()
