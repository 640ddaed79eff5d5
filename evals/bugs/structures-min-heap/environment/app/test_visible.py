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

    def test_many(self):
        values = [(37 * n) % 101 for n in range(101)]
        heap = m.Heap(values)
        self.assertEqual([heap.pop() for _ in range(101)], sorted(values))

    def test_mixed_use(self):
        heap = m.Heap([4, 2])
        self.assertEqual(heap.pop(), 2)
        heap.push(1)
        heap.push(3)
        self.assertEqual([heap.pop(), heap.pop(), heap.pop()], [1, 3, 4])


if __name__ == "__main__":
    unittest.main()
