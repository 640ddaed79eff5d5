import unittest

import scheduler as m


class HiddenTest(unittest.TestCase):
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

    def test_names_need_no_order(self):
        scheduler = m.Scheduler()
        scheduler.add(1, {"a": 1})
        scheduler.add(1, None)
        self.assertEqual(scheduler.run_until(1), [{"a": 1}, None])


if __name__ == "__main__":
    unittest.main()
