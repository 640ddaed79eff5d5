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


if __name__ == "__main__":
    unittest.main()
