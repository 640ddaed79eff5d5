import unittest

import nested as m


class HiddenTest(unittest.TestCase):
    def test_numbers(self):
        self.assertEqual(m.flatten([1, [2, (3, [4])], []]), [1, 2, 3, 4])

    def test_dictionaries_stay(self):
        self.assertEqual(m.flatten([{"a": 1}, [{"b": 2}]]), [{"a": 1}, {"b": 2}])

    def test_depth(self):
        self.assertEqual([m.depth([]), m.depth([1, [2]]), m.depth([[[]]])], [1, 2, 3])

    def test_keys_deep(self):
        self.assertEqual(m.flatten_keys({"a": {"b": {"c": 1}, "d": 2}, "e": 3}), {"a.b.c": 1, "a.d": 2, "e": 3})


if __name__ == "__main__":
    unittest.main()
