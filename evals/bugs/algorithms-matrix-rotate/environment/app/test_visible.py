import unittest

import matrix as m


class VisibleTest(unittest.TestCase):
    def test_rotate(self):
        self.assertEqual(m.rotate([[1, 2], [3, 4]]), [[3, 1], [4, 2]])

    def test_transpose(self):
        self.assertEqual(m.transpose([[1, 2, 3]]), [[1], [2], [3]])

    def test_spiral(self):
        self.assertEqual(m.spiral([[1, 2], [4, 3]]), [1, 2, 3, 4])

    def test_four_turns(self):
        rows = [[1, 2, 3], [4, 5, 6]]
        turned = rows
        for _ in range(4):
            turned = m.rotate(turned)
        self.assertEqual(turned, rows)

    def test_row(self):
        self.assertEqual(m.rotate([[1, 2, 3]]), [[1], [2], [3]])


if __name__ == "__main__":
    unittest.main()
