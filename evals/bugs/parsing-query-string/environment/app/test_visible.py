import unittest

import query as m


class VisibleTest(unittest.TestCase):
    def test_one(self):
        self.assertEqual(m.parse_query("a=1&b=2"), {"a": ["1"], "b": ["2"]})

    def test_repeated(self):
        self.assertEqual(m.parse_query("tag=a&tag=b"), {"tag": ["a", "b"]})

    def test_decoding(self):
        self.assertEqual(m.parse_query("?q=a%20b+c"), {"q": ["a b c"]})


if __name__ == "__main__":
    unittest.main()
