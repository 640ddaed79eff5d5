import unittest

import query as m


class VisibleTest(unittest.TestCase):
    def test_one(self):
        self.assertEqual(m.parse_query("a=1&b=2"), {"a": ["1"], "b": ["2"]})

    def test_repeated(self):
        self.assertEqual(m.parse_query("tag=a&tag=b"), {"tag": ["a", "b"]})

    def test_decoding(self):
        self.assertEqual(m.parse_query("?q=a%20b+c"), {"q": ["a b c"]})

    def test_three(self):
        self.assertEqual(m.parse_query("x=1&y=0&x=2&x=3"), {"x": ["1", "2", "3"], "y": ["0"]})

    def test_no_value(self):
        self.assertEqual(m.parse_query("flag&flag"), {"flag": ["", ""]})


if __name__ == "__main__":
    unittest.main()
