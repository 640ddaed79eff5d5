import unittest

import pointer as m


class VisibleTest(unittest.TestCase):
    def test_plain(self):
        self.assertEqual(m.resolve({"a": {"b": 1}}, "/a/b"), 1)

    def test_slash(self):
        self.assertEqual(m.resolve({"a/b": 1}, "/a~1b"), 1)

    def test_tilde_one(self):
        self.assertEqual(m.resolve({"a~1b": 5}, "/a~01b"), 5)

    def test_list(self):
        self.assertEqual(m.resolve([10, 20], "/1"), 20)

    def test_round_trip(self):
        for key in ("~", "/", "~1", "~0", "a~/b", "~~1//"):
            self.assertEqual(m.unescape(m.escape(key)), key)

    def test_whole(self):
        self.assertEqual(m.resolve({"x": 1}, ""), {"x": 1})


if __name__ == "__main__":
    unittest.main()
