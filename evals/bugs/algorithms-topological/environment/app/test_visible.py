import unittest

import dependencies as m


class VisibleTest(unittest.TestCase):
    def test_chain(self):
        self.assertEqual(m.order({"c": ["b"], "b": ["a"]}), ["a", "b", "c"])

    def test_cycle(self):
        with self.assertRaises(ValueError):
            m.order({"a": ["b"], "b": ["a"]})

    def test_free_order(self):
        self.assertEqual(m.order({"b": [], "a": []}), ["a", "b"])

    def test_cycle_behind_a_chain(self):
        with self.assertRaises(ValueError):
            m.order({"a": [], "b": ["a", "c"], "c": ["b"]})

    def test_self(self):
        with self.assertRaises(ValueError):
            m.order({"a": ["a"]})


if __name__ == "__main__":
    unittest.main()
