import unittest

import brackets as m


class VisibleTest(unittest.TestCase):
    def test_good(self):
        self.assertTrue(m.is_balanced("a(b[c]{d})"))

    def test_kinds(self):
        self.assertFalse(m.is_balanced("(]"))

    def test_open(self):
        self.assertFalse(m.is_balanced("(("))

    def test_depth(self):
        self.assertEqual(m.depth("((a)(b(c)))"), 3)

    def test_crossed(self):
        self.assertFalse(m.is_balanced("([)]"))
        self.assertFalse(m.is_balanced("}{"))

    def test_empty(self):
        self.assertTrue(m.is_balanced(""))


if __name__ == "__main__":
    unittest.main()
