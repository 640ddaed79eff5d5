import unittest

import money as m


class VisibleTest(unittest.TestCase):
    def test_whole(self):
        self.assertEqual(m.tax(200, 10), 20)

    def test_half(self):
        self.assertEqual(m.tax(150, 5), 8)

    def test_below_half(self):
        self.assertEqual(m.tax(149, 5), 7)

    def test_split(self):
        self.assertEqual(m.split(100, 3), [34, 33, 33])

    def test_above_half(self):
        self.assertEqual(m.tax(199, 7), 14)

    def test_zero(self):
        self.assertEqual(m.tax(0, 19), 0)
        self.assertEqual(m.tax(10, 4), 0)


if __name__ == "__main__":
    unittest.main()
