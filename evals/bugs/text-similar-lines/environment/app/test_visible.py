import unittest

import linediff as m


class VisibleTest(unittest.TestCase):
    def test_same(self):
        self.assertEqual(m.diff(["a"], ["a"]), [" a"])

    def test_changed(self):
        self.assertEqual(m.diff(["a", "b"], ["a", "c"]), [" a", "-b", "+c"])

    def test_all_new(self):
        self.assertEqual(m.diff([], ["x"]), ["+x"])

    def test_added_at_end(self):
        self.assertEqual(m.diff(["b"], ["a", "b", "c"]), ["+a", " b", "+c"])


if __name__ == "__main__":
    unittest.main()
