import unittest

import nested as m


class VisibleTest(unittest.TestCase):
    def test_lists(self):
        self.assertEqual(m.flatten([["a"], [["b"]]]), ["a", "b"])

    def test_strings(self):
        self.assertEqual(m.flatten(["ab", ["cd"]]), ["ab", "cd"])

    def test_keys(self):
        self.assertEqual(m.flatten_keys({"a": {"b": 1}}), {"a.b": 1})

    def test_numbers(self):
        self.assertEqual(m.flatten([1, [2, (3, [4])], []]), [1, 2, 3, 4])

    def test_dictionaries_stay(self):
        self.assertEqual(m.flatten([{"a": 1}, [{"b": 2}]]), [{"a": 1}, {"b": 2}])


if __name__ == "__main__":
    unittest.main()
