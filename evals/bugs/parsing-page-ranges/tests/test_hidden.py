import unittest

from pages import format_pages, parse_pages, sheets


class PagesHiddenTest(unittest.TestCase):
    def test_single_page(self):
        self.assertEqual(format_pages([5]), "5")

    def test_one_range(self):
        self.assertEqual(format_pages([4, 5, 6]), "4-6")

    def test_single_page_at_the_end(self):
        self.assertEqual(format_pages([1, 2, 9]), "1-2,9")

    def test_any_order_and_repeated(self):
        self.assertEqual(format_pages([9, 3, 1, 2, 3]), "1-3,9")

    def test_nothing(self):
        self.assertEqual(format_pages([]), "")
        self.assertEqual(parse_pages("", 10), [])

    def test_there_and_back(self):
        for text in ("1", "1-2", "1,3,5", "2-4,8-9", "1-10"):
            self.assertEqual(format_pages(parse_pages(text, 10)), text)

    def test_parse_stays_inside(self):
        self.assertEqual(parse_pages("0-2,9-99,50", 10), [1, 2, 9, 10])
        with self.assertRaises(ValueError):
            parse_pages("two", 10)

    def test_sheets(self):
        self.assertEqual(sheets([1, 2, 3]), 3)
        self.assertEqual(sheets([], both_sides=True), 0)


if __name__ == "__main__":
    unittest.main()
