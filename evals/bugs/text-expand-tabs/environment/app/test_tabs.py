import unittest

from tabs import column_of, expand, leading_to_tabs, uses_both


class TabsTest(unittest.TestCase):
    def test_one_line(self):
        self.assertEqual(expand("a\tb\tc", 4), "a   b   c")

    def test_second_line(self):
        self.assertEqual(expand("abc\n\tx", 4), "abc\n    x")

    def test_full_column(self):
        self.assertEqual(expand("abcd\te", 4), "abcd    e")

    def test_column(self):
        self.assertEqual(column_of("\tab", 2), 9)

    def test_leading_to_tabs(self):
        self.assertEqual(leading_to_tabs("          x"), "\t  x")

    def test_uses_both(self):
        self.assertTrue(uses_both(" a\n\tb"))
        self.assertFalse(uses_both(" a\n  b"))


if __name__ == "__main__":
    unittest.main()
