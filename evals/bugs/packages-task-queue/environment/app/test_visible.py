import unittest

from jobs.queue import Queue
from jobs.task import Task


class VisibleTest(unittest.TestCase):
    def fail(self):
        raise ValueError

    def test_good(self):
        queue = Queue()
        queue.add(Task("a", lambda: None))
        queue.run()
        self.assertEqual(queue.done, ["a"])

    def test_three_tries(self):
        queue, task = Queue(), Task("bad", self.fail)
        queue.add(task)
        queue.run()
        self.assertEqual((task.tries, queue.dead), (3, ["bad"]))

    def test_order(self):
        queue = Queue()
        for name in "ab":
            queue.add(Task(name, lambda: None))
        queue.run()
        self.assertEqual(queue.done, ["a", "b"])


if __name__ == "__main__":
    unittest.main()
