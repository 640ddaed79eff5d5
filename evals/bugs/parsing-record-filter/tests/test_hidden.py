import unittest

from record_filter.evaluate import select
from record_filter.lexer import FilterError, tokenize
from record_filter.parser import parse

FILES = [
    {"name": "a", "size": 9, "day": "2024-03-01"},
    {"name": "b", "size": 10.0, "day": "2024-10-01"},
    {"name": "c", "size": "200", "day": "2023-12-31"},
]


def names(text):
    return [record["name"] for record in select(FILES, text)]


class RecordFilterHiddenTest(unittest.TestCase):
    def test_operators(self):
        text = "a<=1 b>=2 c!=3 d<4 e>5 f=6"
        self.assertEqual(
            [value for kind, value in tokenize(text) if kind == "operator"],
            ["<=", ">=", "!=", "<", ">", "="],
        )

    def test_bounds_are_included(self):
        self.assertEqual(names("size >= 10"), ["b", "c"])
        self.assertEqual(names("size <= 10"), ["a", "b"])

    def test_bounds_are_excluded(self):
        self.assertEqual(names("size > 10"), ["c"])
        self.assertEqual(names("size < 10"), ["a"])

    def test_numbers_are_equal_however_written(self):
        self.assertEqual(names("size = 10"), ["b"])
        self.assertEqual(names("size = 200.0"), ["c"])
        self.assertEqual(names("size != 10"), ["a", "c"])

    def test_text_is_compared_as_text(self):
        self.assertEqual(names("day >= 2024-03-01"), ["a", "b"])
        self.assertEqual(names("name > a"), ["b", "c"])

    def test_combined(self):
        self.assertEqual(names("size>=10 and not (size>=100 or name=z)"), ["b"])

    def test_strings(self):
        self.assertEqual(parse('owner = "ann b"'), ("=", "owner", "ann b"))
        self.assertEqual(select([{"x": "and"}], 'x = "and"'), [{"x": "and"}])

    def test_malformed(self):
        for text in ("", "size", "size 10", "size = ", "size = 1 2", "= 1", "size => 1", "a = 1)"):
            with self.assertRaises(FilterError):
                parse(text)


if __name__ == "__main__":
    unittest.main()
