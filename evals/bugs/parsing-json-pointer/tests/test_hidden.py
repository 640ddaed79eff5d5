import unittest

import pointer as m


class HiddenTest(unittest.TestCase):
    def test_round_trip(self):
        for key in ("~", "/", "~1", "~0", "a~/b", "~~1//"):
            self.assertEqual(m.unescape(m.escape(key)), key)

    def test_whole(self):
        self.assertEqual(m.resolve({"x": 1}, ""), {"x": 1})

    def test_empty_key(self):
        self.assertEqual(m.resolve({"": 3}, "/"), 3)

    def test_built(self):
        document = {"m~n": [{"a/b": "yes"}]}
        self.assertEqual(m.resolve(document, m.pointer_to(["m~n", 0, "a/b"])), "yes")


if __name__ == "__main__":
    unittest.main()
