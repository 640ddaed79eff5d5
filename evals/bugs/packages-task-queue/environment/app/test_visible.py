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

    def flaky(self, failures):
        left = [failures]

        def function():
            if left[0]:
                left[0] -= 1
                raise OSError

        return function

    def test_recovers(self):
        queue = Queue()
        queue.add(Task("twice", self.flaky(2)))
        queue.add(Task("thrice", self.flaky(3)))
        queue.run()
        self.assertEqual((queue.done, queue.dead), (["twice"], ["thrice"]))

    def test_failed_go_to_the_end(self):
        queue = Queue()
        queue.add(Task("a", self.flaky(1)))
        queue.add(Task("b", lambda: None))
        queue.run()
        self.assertEqual(queue.done, ["b", "a"])


if __name__ == "__main__":
    unittest.main()
