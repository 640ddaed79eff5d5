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


if __name__ == "__main__":
    unittest.main()
