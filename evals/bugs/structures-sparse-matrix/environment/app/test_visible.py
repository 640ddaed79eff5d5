import unittest

import sparse as m


class VisibleTest(unittest.TestCase):
    def test_get(self):
        matrix = m.Sparse()
        matrix[1, 2] = 5
        self.assertEqual((matrix[1, 2], matrix[0, 0]), (5, 0))

    def test_zero_is_not_stored(self):
        matrix = m.Sparse()
        matrix[0, 0] = 3
        matrix[0, 0] = 0
        self.assertEqual(len(matrix), 0)

    def test_row(self):
        matrix = m.Sparse()
        matrix[1, 7] = 2
        self.assertEqual(matrix.row(1), {7: 2})

    def test_sum_to_zero(self):
        a, b = m.Sparse(), m.Sparse()
        a[0, 0], b[0, 0], b[1, 1] = 2, -2, 4
        total = a.add(b)
        self.assertEqual((len(total), total[0, 0], total[1, 1]), (1, 0, 4))

    def test_zero_in_new_cell(self):
        matrix = m.Sparse()
        matrix[3, 3] = 0
        self.assertEqual((len(matrix), matrix.row(3)), (0, {}))


if __name__ == "__main__":
    unittest.main()
