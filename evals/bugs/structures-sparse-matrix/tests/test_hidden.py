import unittest

import sparse as m


class HiddenTest(unittest.TestCase):
    def test_sum_to_zero(self):
        a, b = m.Sparse(), m.Sparse()
        a[0, 0], b[0, 0], b[1, 1] = 2, -2, 4
        total = a.add(b)
        self.assertEqual((len(total), total[0, 0], total[1, 1]), (1, 0, 4))

    def test_zero_in_new_cell(self):
        matrix = m.Sparse()
        matrix[3, 3] = 0
        self.assertEqual((len(matrix), matrix.row(3)), (0, {}))

    def test_replace(self):
        matrix = m.Sparse()
        matrix[0, 0] = 1
        matrix[0, 0] = 2
        self.assertEqual((len(matrix), matrix[0, 0]), (1, 2))


if __name__ == "__main__":
    unittest.main()
