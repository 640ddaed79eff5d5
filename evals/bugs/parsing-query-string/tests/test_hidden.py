import unittest

import query as m


class HiddenTest(unittest.TestCase):
    def test_three(self):
        self.assertEqual(m.parse_query("x=1&y=0&x=2&x=3"), {"x": ["1", "2", "3"], "y": ["0"]})

    def test_no_value(self):
        self.assertEqual(m.parse_query("flag&flag"), {"flag": ["", ""]})

    def test_utf8(self):
        self.assertEqual(m.decode("caf%C3%A9"), "caf\u00e9")

    def test_empty(self):
        self.assertEqual(m.parse_query(""), {})

    def test_build(self):
        self.assertEqual(m.build_query(m.parse_query("a=1&a=2")), "a=1&a=2")


if __name__ == "__main__":
    unittest.main()
