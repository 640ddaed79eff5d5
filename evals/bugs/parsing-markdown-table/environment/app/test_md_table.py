import unittest

from md_table import as_records, parse_table


class MarkdownTableTest(unittest.TestCase):
    def test_records(self):
        table = parse_table("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 |")
        self.assertEqual(as_records(table), [{"a": "1", "b": "2"}, {"a": "3", "b": ""}])

    def test_alignments(self):
        table = parse_table("| a | b |\n|:--|--:|\n| 1 | 2 |")
        self.assertEqual(table.alignments, ["left", "right"])

    def test_centred(self):
        self.assertEqual(parse_table("a|b\n:-:|---").alignments, ["center", "left"])

    def test_escaped_pipe(self):
        self.assertEqual(parse_table("a|b\n-|-\nx\\|y|z").rows, [["x|y", "z"]])

    def test_no_header(self):
        with self.assertRaises(ValueError):
            parse_table("| a | b |\n| 1 | 2 |")


if __name__ == "__main__":
    unittest.main()
