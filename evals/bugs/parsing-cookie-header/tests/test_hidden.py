import unittest

from cookies import format_cookie, parse_cookies


class CookiesHiddenTest(unittest.TestCase):
    def test_stray_word_first(self):
        self.assertEqual(parse_cookies("junk; a=1; b=2"), {"a": "1", "b": "2"})

    def test_part_without_a_name(self):
        self.assertEqual(parse_cookies("a=1; =5; b=2"), {"a": "1", "b": "2"})

    def test_empty_parts(self):
        self.assertEqual(parse_cookies("a=1;; b=2;"), {"a": "1", "b": "2"})
        self.assertEqual(parse_cookies(""), {})

    def test_only_junk(self):
        self.assertEqual(parse_cookies("x; y; z"), {})

    def test_first_one_counts(self):
        self.assertEqual(parse_cookies("a=1; junk; a=2"), {"a": "1"})

    def test_quotes(self):
        self.assertEqual(parse_cookies('a="x y"; b="'), {"a": "x y", "b": '"'})

    def test_empty_value(self):
        self.assertEqual(parse_cookies("a=; b=2"), {"a": "", "b": "2"})

    def test_bad_name_is_refused(self):
        with self.assertRaises(ValueError):
            format_cookie("a b", "1")


if __name__ == "__main__":
    unittest.main()
