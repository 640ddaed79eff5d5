import unittest

import dependencies as m


class HiddenTest(unittest.TestCase):
    def test_cycle_behind_a_chain(self):
        with self.assertRaises(ValueError):
            m.order({"a": [], "b": ["a", "c"], "c": ["b"]})

    def test_self(self):
        with self.assertRaises(ValueError):
            m.order({"a": ["a"]})

    def test_diamond(self):
        self.assertEqual(m.order({"d": ["b", "c"], "b": ["a"], "c": ["a"]}), ["a", "b", "c", "d"])

    def test_empty(self):
        self.assertEqual(m.order({}), [])

    def test_depends_on(self):
        self.assertEqual(m.depends_on({"a": ["b"], "b": ["c", "a"]}, "a"), {"a", "b", "c"})


if __name__ == "__main__":
    unittest.main()
