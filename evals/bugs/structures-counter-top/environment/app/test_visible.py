import unittest

import counting as m


class VisibleTest(unittest.TestCase):
    def test_top(self):
        self.assertEqual(m.most_common(m.count("abbccc"), 2), ["c", "b"])

    def test_equal(self):
        self.assertEqual(m.most_common({"b": 1, "a": 1}, 2), ["a", "b"])

    def test_merge(self):
        self.assertEqual(m.merge({"a": 1}, {"a": 2, "b": 1}), {"a": 3, "b": 1})

    def test_mixed(self):
        self.assertEqual(m.most_common({"x": 2, "b": 5, "a": 2, "c": 5}, 4), ["b", "c", "a", "x"])

    def test_more_than_there_are(self):
        self.assertEqual(m.most_common({"a": 1}, 5), ["a"])


if __name__ == "__main__":
    unittest.main()
