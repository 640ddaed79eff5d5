import unittest

import csvline as m


class VisibleTest(unittest.TestCase):
    def test_plain(self):
        self.assertEqual(m.split_line("a,b,,c"), ["a", "b", "", "c"])

    def test_quoted_separator(self):
        self.assertEqual(m.split_line('"a,b",c'), ["a,b", "c"])

    def test_doubled_quotes(self):
        self.assertEqual(m.split_line('"say ""hi""",2'), ['say "hi"', "2"])

    def test_empty_quoted(self):
        self.assertEqual(m.split_line('"",x'), ["", "x"])

    def test_round_trip(self):
        for fields in (["a"], ["", ""], ['"'], ['a"b', "c,d"], ['""', "x", ""]):
            self.assertEqual(m.split_line(m.join_fields(fields)), fields)

    def test_only_quotes(self):
        self.assertEqual(m.split_line('"' * 4), ['"'])


if __name__ == "__main__":
    unittest.main()
