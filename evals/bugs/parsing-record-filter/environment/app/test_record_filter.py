import unittest

from record_filter.evaluate import select
from record_filter.lexer import FilterError
from record_filter.parser import parse

FILES = [
    {"name": "a", "size": 9, "owner": "ann"},
    {"name": "b", "size": 10, "owner": "bob"},
    {"name": "c", "size": 200, "owner": "ann"},
]


def names(text):
    return [record["name"] for record in select(FILES, text)]


class RecordFilterTest(unittest.TestCase):
    def test_text(self):
        self.assertEqual(names("owner = ann"), ["a", "c"])
        self.assertEqual(names('owner != "ann"'), ["b"])

    def test_and_binds_stronger(self):
        self.assertEqual(names("name = b or owner = ann and not name = a"), ["b", "c"])

    def test_brackets(self):
        self.assertEqual(names("(name = b or owner = ann) and not name = a"), ["b", "c"])

    def test_numbers(self):
        self.assertEqual(names("size > 9"), ["b", "c"])

    def test_two_character_operators(self):
        self.assertEqual(parse("size >= 10"), (">=", "size", "10"))

    def test_missing_field(self):
        self.assertEqual(names("colour = red"), [])

    def test_malformed(self):
        with self.assertRaises(FilterError):
            parse("(size = 1")


if __name__ == "__main__":
    unittest.main()
