import unittest

import counting as m


class VisibleTest(unittest.TestCase):
    def test_top(self):
        self.assertEqual(m.most_common(m.count("abbccc"), 2), ["c", "b"])

    def test_equal(self):
        self.assertEqual(m.most_common({"b": 1, "a": 1}, 2), ["a", "b"])

    def test_merge(self):
        self.assertEqual(m.merge({"a": 1}, {"a": 2, "b": 1}), {"a": 3, "b": 1})


if __name__ == "__main__":
    unittest.main()
