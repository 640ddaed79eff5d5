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


if __name__ == "__main__":
    unittest.main()
