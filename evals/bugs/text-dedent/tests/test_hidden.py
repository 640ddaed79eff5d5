import unittest

from indentation import dedent, indent, reindent, shared_indentation


class IndentationHiddenTest(unittest.TestCase):
    def test_newline_at_the_end(self):
        self.assertEqual(dedent("  a\n  b\n"), "a\nb\n")

    def test_line_of_few_blanks(self):
        self.assertEqual(dedent("    a\n \n      b"), "a\n\n  b")

    def test_line_of_many_blanks(self):
        self.assertEqual(dedent("  a\n        \n  b"), "a\n\nb")

    def test_only_blank_lines(self):
        self.assertEqual(dedent(" \n\n   "), "\n\n")
        self.assertEqual(dedent(""), "")
        self.assertEqual(shared_indentation(["", "  "]), 0)

    def test_least_indented_line_decides(self):
        self.assertEqual(dedent("\n      a\n   b\n     c"), "\n   a\nb\n  c")

    def test_reindent(self):
        self.assertEqual(reindent("    if x:\n\n        y\n", 2), "  if x:\n\n      y\n")

    def test_indent_is_unchanged(self):
        self.assertEqual(indent("a\n  b\n\n", 1), " a\n   b\n\n")


if __name__ == "__main__":
    unittest.main()
