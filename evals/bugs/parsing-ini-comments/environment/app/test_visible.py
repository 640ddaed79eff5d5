import unittest

import ini as m


class VisibleTest(unittest.TestCase):
    def test_simple(self):
        self.assertEqual(m.parse("a = 1")[""], {"a": "1"})

    def test_hash_in_value(self):
        self.assertEqual(m.parse("[ui]\ncolour = #ff0000")["ui"], {"colour": "#ff0000"})

    def test_comment(self):
        self.assertEqual(m.parse("# x = 1\n; y = 2")[""], {})

    def test_get(self):
        self.assertEqual(m.get(m.parse("[s]\nK=v"), "s", "k"), "v")

    def test_hash_later(self):
        self.assertEqual(m.parse("url = http://x/#top")[""]["url"], "http://x/#top")

    def test_indented_comment(self):
        self.assertEqual(m.parse("   # note\nb=2")[""], {"b": "2"})


if __name__ == "__main__":
    unittest.main()
