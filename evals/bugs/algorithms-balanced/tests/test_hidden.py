import unittest

import brackets as m


class HiddenTest(unittest.TestCase):
    def test_crossed(self):
        self.assertFalse(m.is_balanced("([)]"))
        self.assertFalse(m.is_balanced("}{"))

    def test_empty(self):
        self.assertTrue(m.is_balanced(""))

    def test_closed_too_often(self):
        self.assertFalse(m.is_balanced("())"))

    def test_depths(self):
        self.assertEqual([m.depth(t) for t in ("", "()()", "(()())(())")], [0, 1, 2])
        self.assertEqual(m.depth("(()(())"), 3)


if __name__ == "__main__":
    unittest.main()
