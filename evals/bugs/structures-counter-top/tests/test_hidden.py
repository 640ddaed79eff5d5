import unittest

import counting as m


class HiddenTest(unittest.TestCase):
    def test_mixed(self):
        self.assertEqual(m.most_common({"x": 2, "b": 5, "a": 2, "c": 5}, 4), ["b", "c", "a", "x"])

    def test_more_than_there_are(self):
        self.assertEqual(m.most_common({"a": 1}, 5), ["a"])

    def test_none(self):
        self.assertEqual(m.most_common({}, 3), [])
        self.assertEqual(m.share({}, "a"), 0)

    def test_share(self):
        self.assertEqual(m.share(m.count("aab"), "b"), 1 / 3)


if __name__ == "__main__":
    unittest.main()
