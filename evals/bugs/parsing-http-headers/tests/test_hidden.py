import unittest

import headers as m


class HiddenTest(unittest.TestCase):
    def test_content_length(self):
        self.assertEqual(m.content_length(m.parse_headers("CONTENT-LENGTH: 42")), 42)
        self.assertEqual(m.content_length([]), 0)

    def test_folded(self):
        self.assertEqual(m.parse_headers("X: a\n  b\nY: c"), [("X", "a b"), ("Y", "c")])

    def test_first_value(self):
        self.assertEqual(m.get_header([("A", "1"), ("a", "2")], "a"), "1")

    def test_colon_in_value(self):
        self.assertEqual(m.parse_headers("Host: x:80"), [("Host", "x:80")])


if __name__ == "__main__":
    unittest.main()
