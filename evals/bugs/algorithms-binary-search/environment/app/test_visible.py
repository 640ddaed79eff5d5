import unittest

import searching as m


class VisibleTest(unittest.TestCase):
    def test_finds_middle(self):
        self.assertEqual(m.find([1, 3, 5], 3), 1)

    def test_finds_last(self):
        self.assertEqual(m.find([1, 3, 5], 5), 2)

    def test_missing(self):
        self.assertEqual(m.find([1, 3, 5], 4), -1)

    def test_insertion_point(self):
        self.assertEqual(m.insertion_point([1, 2, 2, 4], 2), 3)

    def test_every_element(self):
        items = list(range(0, 40, 3))
        self.assertEqual([m.find(items, item) for item in items], list(range(len(items))))

    def test_single(self):
        self.assertEqual(m.find([7], 7), 0)
        self.assertEqual(m.find([7], 8), -1)


if __name__ == "__main__":
    unittest.main()
