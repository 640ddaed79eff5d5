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


if __name__ == "__main__":
    unittest.main()
