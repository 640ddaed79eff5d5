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


if __name__ == "__main__":
    unittest.main()
