import unittest

import distance as m


class VisibleTest(unittest.TestCase):
    def test_replacement(self):
        self.assertEqual(m.distance("cat", "cut"), 1)

    def test_insertion(self):
        self.assertEqual(m.distance("cat", "cart"), 1)

    def test_equal(self):
        self.assertEqual(m.distance("same", "same"), 0)


if __name__ == "__main__":
    unittest.main()
