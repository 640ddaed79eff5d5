import unittest

from cookies import expire_cookie, format_cookie, parse_cookies


class CookiesTest(unittest.TestCase):
    def test_pairs(self):
        self.assertEqual(parse_cookies("a=1; b=2"), {"a": "1", "b": "2"})

    def test_equals_in_value(self):
        self.assertEqual(parse_cookies("token=abc=="), {"token": "abc=="})

    def test_stray_word_is_skipped(self):
        self.assertEqual(
            parse_cookies("theme=dark; secure; session=abc"), {"theme": "dark", "session": "abc"}
        )

    def test_format(self):
        self.assertEqual(format_cookie("a", "1", secure=True), "a=1; Path=/; Secure")

    def test_expire(self):
        self.assertEqual(expire_cookie("a"), "a=; Path=/; Max-Age=0")


if __name__ == "__main__":
    unittest.main()
