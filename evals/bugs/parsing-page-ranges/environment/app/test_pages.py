import unittest

from pages import format_pages, parse_pages, sheets


class PagesTest(unittest.TestCase):
    def test_parse(self):
        self.assertEqual(parse_pages("1-3, 7,10-", 12), [1, 2, 3, 7, 10, 11, 12])

    def test_parse_from_the_start(self):
        self.assertEqual(parse_pages("-2", 12), [1, 2])

    def test_format(self):
        self.assertEqual(format_pages([1, 2, 3, 7, 10, 11]), "1-3,7,10-11")

    def test_format_nothing(self):
        self.assertEqual(format_pages([]), "")

    def test_sheets(self):
        self.assertEqual(sheets([1, 2, 3], both_sides=True), 2)


if __name__ == "__main__":
    unittest.main()
