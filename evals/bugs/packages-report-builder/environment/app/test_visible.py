import unittest

from reports.grouping import group_by
from reports.report import report


class VisibleTest(unittest.TestCase):
    ROWS = [{"area": "north", "n": 10}, {"area": "south", "n": 5}, {"area": "north", "n": 20}]

    def test_groups(self):
        self.assertEqual(report(self.ROWS, "area", "n")[:2], ["north: 30", "south: 5"])

    def test_total(self):
        self.assertEqual(report(self.ROWS, "area", "n")[-1], "total: 35")

    def test_empty(self):
        self.assertEqual(report([], "area", "n"), ["total: 0"])

    def test_one_group(self):
        self.assertEqual(report([{"k": "a", "v": 1}], "k", "v"), ["a: 1", "total: 1"])

    def test_three(self):
        rows = [{"k": k, "v": v} for k, v in (("c", 3), ("a", 1), ("b", 2), ("a", 4))]
        self.assertEqual(report(rows, "k", "v"), ["a: 5", "b: 2", "c: 3", "total: 10"])


if __name__ == "__main__":
    unittest.main()
