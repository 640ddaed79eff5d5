import unittest

import headers as m


class VisibleTest(unittest.TestCase):
    def test_lower(self):
        self.assertEqual(m.get_header([("accept", "x")], "accept"), "x")

    def test_any_case(self):
        pairs = m.parse_headers("Content-Type: text/html")
        self.assertEqual(m.get_header(pairs, "content-type"), "text/html")
        self.assertEqual(m.get_header(pairs, "Content-Type"), "text/html")

    def test_missing(self):
        self.assertIsNone(m.get_header([], "x"))

    def test_content_length(self):
        self.assertEqual(m.content_length(m.parse_headers("CONTENT-LENGTH: 42")), 42)
        self.assertEqual(m.content_length([]), 0)

    def test_folded(self):
        self.assertEqual(m.parse_headers("X: a\n  b\nY: c"), [("X", "a b"), ("Y", "c")])


if __name__ == "__main__":
    unittest.main()
