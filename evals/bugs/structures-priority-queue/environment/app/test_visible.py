import unittest

import pqueue as m


class VisibleTest(unittest.TestCase):
    def test_order(self):
        queue = m.PriorityQueue()
        queue.put("b", 2)
        queue.put("a", 1)
        self.assertEqual([queue.get(), queue.get()], ["a", "b"])

    def test_length(self):
        queue = m.PriorityQueue()
        queue.put("a", 1)
        queue.get()
        self.assertEqual(len(queue), 0)

    def test_change(self):
        queue = m.PriorityQueue()
        queue.put("a", 1)
        queue.put("a", 1)
        queue.get()
        with self.assertRaises(IndexError):
            queue.get()

    def test_lower(self):
        queue = m.PriorityQueue()
        queue.put("a", 5)
        queue.put("b", 3)
        queue.put("a", 1)
        self.assertEqual([queue.get(), queue.get(), len(queue)], ["a", "b", 0])

    def test_higher(self):
        queue = m.PriorityQueue()
        queue.put("a", 1)
        queue.put("b", 2)
        queue.put("a", 3)
        self.assertEqual([queue.get(), queue.get()], ["b", "a"])


if __name__ == "__main__":
    unittest.main()
