import unittest

import pqueue as m


class HiddenTest(unittest.TestCase):
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

    def test_again(self):
        queue = m.PriorityQueue()
        queue.put("a", 1)
        queue.get()
        queue.put("a", 2)
        self.assertEqual((len(queue), queue.get(), len(queue)), (1, "a", 0))


if __name__ == "__main__":
    unittest.main()
