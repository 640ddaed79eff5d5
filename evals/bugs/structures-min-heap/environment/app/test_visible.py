import unittest

import heap as m


class VisibleTest(unittest.TestCase):
    def test_two(self):
        heap = m.Heap([2, 1])
        self.assertEqual([heap.pop(), heap.pop()], [1, 2])

    def test_sorted(self):
        heap = m.Heap([5, 3, 8, 1, 9, 2])
        self.assertEqual([heap.pop() for _ in range(6)], [1, 2, 3, 5, 8, 9])

    def test_empty(self):
        with self.assertRaises(IndexError):
            m.Heap().pop()


if __name__ == "__main__":
    unittest.main()
