import unittest

import histogram as m


class VisibleTest(unittest.TestCase):
    def test_largest(self):
        self.assertEqual(m.histogram([0, 5, 10], 2), [1, 2])

    def test_bars(self):
        self.assertEqual(m.bars([1, 3]), ["#", "###"])

    def test_mode(self):
        self.assertEqual(m.mode([1, 4, 4]), 1)

    def test_total(self):
        values = [(n * 7) % 31 for n in range(31)]
        for bins in range(1, 9):
            self.assertEqual(sum(m.histogram(values, bins)), 31)

    def test_equal_values(self):
        self.assertEqual(m.histogram([4, 4, 4], 3), [3, 0, 0])


if __name__ == "__main__":
    unittest.main()
