import unittest

import heap as m


class HiddenTest(unittest.TestCase):
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

    def test_equal_values(self):
        heap = m.Heap([1, 1, 0, 1])
        self.assertEqual([heap.pop() for _ in range(4)], [0, 1, 1, 1])

    def test_length(self):
        heap = m.Heap("cab")
        heap.pop()
        self.assertEqual(len(heap), 2)


if __name__ == "__main__":
    unittest.main()
