import unittest

import histogram as m


class HiddenTest(unittest.TestCase):
    def test_total(self):
        values = [(n * 7) % 31 for n in range(31)]
        for bins in range(1, 9):
            self.assertEqual(sum(m.histogram(values, bins)), 31)

    def test_equal_values(self):
        self.assertEqual(m.histogram([4, 4, 4], 3), [3, 0, 0])

    def test_one_bin(self):
        self.assertEqual(m.histogram([1, 2, 3], 1), [3])

    def test_bins(self):
        self.assertEqual(m.histogram([0, 1, 2, 3, 4], 4), [1, 1, 1, 2])


if __name__ == "__main__":
    unittest.main()
