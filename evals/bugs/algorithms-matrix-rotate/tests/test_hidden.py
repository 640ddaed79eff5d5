import unittest

import matrix as m


class HiddenTest(unittest.TestCase):
    def test_four_turns(self):
        rows = [[1, 2, 3], [4, 5, 6]]
        turned = rows
        for _ in range(4):
            turned = m.rotate(turned)
        self.assertEqual(turned, rows)

    def test_row(self):
        self.assertEqual(m.rotate([[1, 2, 3]]), [[1], [2], [3]])

    def test_column(self):
        self.assertEqual(m.rotate([[1], [2], [3]]), [[3, 2, 1]])

    def test_spiral(self):
        self.assertEqual(m.spiral([[1, 2, 3], [8, 9, 4], [7, 6, 5]]), list(range(1, 10)))

    def test_flip(self):
        self.assertEqual(m.flip([[1, 2]]), [[2, 1]])


if __name__ == "__main__":
    unittest.main()
