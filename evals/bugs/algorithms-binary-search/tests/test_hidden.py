import unittest

import searching as m


class HiddenTest(unittest.TestCase):
    def test_every_element(self):
        items = list(range(0, 40, 3))
        self.assertEqual([m.find(items, item) for item in items], list(range(len(items))))

    def test_single(self):
        self.assertEqual(m.find([7], 7), 0)
        self.assertEqual(m.find([7], 8), -1)

    def test_empty(self):
        self.assertEqual(m.find([], 1), -1)

    def test_absent(self):
        self.assertEqual([m.find([2, 4, 6, 8], x) for x in (1, 3, 5, 7, 9)], [-1] * 5)

    def test_count(self):
        self.assertEqual(m.count([1, 2, 2, 2, 3], 2), 3)


if __name__ == "__main__":
    unittest.main()
