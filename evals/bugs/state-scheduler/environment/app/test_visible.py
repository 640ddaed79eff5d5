import unittest

import scheduler as m


class VisibleTest(unittest.TestCase):
    def test_by_time(self):
        scheduler = m.Scheduler()
        scheduler.add(2, "b")
        scheduler.add(1, "a")
        self.assertEqual(scheduler.run_until(5), ["a", "b"])

    def test_same_time(self):
        scheduler = m.Scheduler()
        for name in "xyz":
            scheduler.add(1, name)
        self.assertEqual(scheduler.run_until(1), ["x", "y", "z"])

    def test_next_time(self):
        self.assertIsNone(m.Scheduler().next_time())

    def test_mixed(self):
        scheduler = m.Scheduler()
        for time, name in ((3, "c"), (1, "z"), (3, "a"), (1, "y")):
            scheduler.add(time, name)
        self.assertEqual(scheduler.run_until(2), ["z", "y"])
        self.assertEqual(scheduler.next_time(), 3)
        self.assertEqual(scheduler.run_until(3), ["c", "a"])

    def test_only_due(self):
        scheduler = m.Scheduler()
        scheduler.add(2, "later")
        self.assertEqual(scheduler.run_until(1), [])


if __name__ == "__main__":
    unittest.main()
