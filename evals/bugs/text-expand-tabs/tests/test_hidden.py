import unittest

from tabs import column_of, expand, leading_to_tabs


class TabsHiddenTest(unittest.TestCase):
    def test_same_as_the_lines_alone(self):
        text = "a\tb\nabcde\tf\n\t\tg\n\nxy\t"
        lines = [expand(line, 4) for line in text.split("\n")]
        self.assertEqual(expand(text, 4), "\n".join(lines))

    def test_table(self):
        self.assertEqual(expand("id\tname\n1\tAnn\n1000\tBo", 8), "id      name\n1       Ann\n1000    Bo")

    def test_empty_lines(self):
        self.assertEqual(expand("abc\n\n\tx", 2), "abc\n\n  x")

    def test_line_of_full_width(self):
        self.assertEqual(expand("abcd\n\tx", 4), "abcd\n    x")

    def test_width_one(self):
        self.assertEqual(expand("a\t\tb", 1), "a  b")

    def test_no_tabs(self):
        self.assertEqual(expand("a b\nc"), "a b\nc")
        self.assertEqual(expand(""), "")

    def test_column(self):
        self.assertEqual(column_of("a\tb", 0), 0)
        self.assertEqual(column_of("a\tb", 2, 4), 4)

    def test_leading_to_tabs(self):
        self.assertEqual(leading_to_tabs("  \t x y", 4), "\t x y")
        self.assertEqual(leading_to_tabs("x  y", 2), "x  y")


if __name__ == "__main__":
    unittest.main()
