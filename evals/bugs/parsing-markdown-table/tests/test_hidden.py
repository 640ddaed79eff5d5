import unittest

from md_table import as_records, format_row, parse_table


class MarkdownTableHiddenTest(unittest.TestCase):
    def test_all_alignments(self):
        table = parse_table("|a|b|c|d|\n| :- | -: | :-: | - |")
        self.assertEqual(table.alignments, ["left", "right", "center", "left"])

    def test_rows_are_placed(self):
        table = parse_table("|a|b|c|\n|:--|--:|:-:|\n|1|2|3|")
        self.assertEqual(format_row(table, 0, [3, 4, 3]), "1      2  3")

    def test_rows_are_placed_to_the_left_by_default(self):
        table = parse_table("|a|b|\n|--|--|\n|1|2|")
        self.assertEqual(format_row(table, 0, [4, 4]), "1    2")

    def test_long_rows_are_cut(self):
        table = parse_table("a|b\n-|-\n1|2|3")
        self.assertEqual(as_records(table), [{"a": "1", "b": "2"}])

    def test_only_a_header(self):
        self.assertEqual(parse_table("| x |\n|--:|").rows, [])

    def test_malformed(self):
        for text in ("", "a|b", "a|b\n-", "a\n:", "a\n-:-"):
            with self.assertRaises(ValueError):
                parse_table(text)


if __name__ == "__main__":
    unittest.main()
