import unittest

from reports.grouping import group_by
from reports.report import report


class HiddenTest(unittest.TestCase):
    def test_one_group(self):
        self.assertEqual(report([{"k": "a", "v": 1}], "k", "v"), ["a: 1", "total: 1"])

    def test_three(self):
        rows = [{"k": k, "v": v} for k, v in (("c", 3), ("a", 1), ("b", 2), ("a", 4))]
        self.assertEqual(report(rows, "k", "v"), ["a: 5", "b: 2", "c: 3", "total: 10"])

    def test_grouping(self):
        rows = [{"k": 1}, {"k": 1}, {"k": 2}, {"k": 1}]
        self.assertEqual([(key, len(members)) for key, members in group_by(rows, "k")], [(1, 2), (2, 1), (1, 1)])


if __name__ == "__main__":
    unittest.main()
