import unittest

import averages as m


class HiddenTest(unittest.TestCase):
    def test_one(self):
        self.assertEqual(m.moving_average([5, 6], 1), [5, 6])

    def test_all(self):
        self.assertEqual(m.moving_average([1, 2, 3], 3), [2])

    def test_too_few(self):
        self.assertEqual(m.moving_average([1], 2), [])

    def test_length(self):
        self.assertEqual(len(m.moving_average(list(range(10)), 4)), 7)


if __name__ == "__main__":
    unittest.main()
