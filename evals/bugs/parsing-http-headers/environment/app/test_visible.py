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


if __name__ == "__main__":
    unittest.main()
