import unittest

import nested as m


class VisibleTest(unittest.TestCase):
    def test_lists(self):
        self.assertEqual(m.flatten([["a"], [["b"]]]), ["a", "b"])

    def test_strings(self):
        self.assertEqual(m.flatten(["ab", ["cd"]]), ["ab", "cd"])

    def test_keys(self):
        self.assertEqual(m.flatten_keys({"a": {"b": 1}}), {"a.b": 1})


if __name__ == "__main__":
    unittest.main()
