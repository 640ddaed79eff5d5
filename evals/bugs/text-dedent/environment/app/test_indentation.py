import unittest

from indentation import dedent, indent, shared_indentation


class IndentationTest(unittest.TestCase):
    def test_dedent(self):
        self.assertEqual(dedent("  a\n    b\n  c"), "a\n  b\nc")

    def test_dedent_with_an_empty_line(self):
        self.assertEqual(dedent("    first\n\n    second"), "first\n\nsecond")

    def test_nothing_shared(self):
        self.assertEqual(dedent("a\n  b"), "a\n  b")

    def test_indent(self):
        self.assertEqual(indent("a\n\nb", 2), "  a\n\n  b")

    def test_indent_without_the_first_line(self):
        self.assertEqual(indent("a\nb", 4, first=False), "a\n    b")

    def test_no_lines(self):
        self.assertEqual(shared_indentation([]), 0)


if __name__ == "__main__":
    unittest.main()
