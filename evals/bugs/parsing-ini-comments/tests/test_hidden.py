import unittest

import ini as m


class HiddenTest(unittest.TestCase):
    def test_hash_later(self):
        self.assertEqual(m.parse("url = http://x/#top")[""]["url"], "http://x/#top")

    def test_indented_comment(self):
        self.assertEqual(m.parse("   # note\nb=2")[""], {"b": "2"})

    def test_equals_in_value(self):
        self.assertEqual(m.parse("q = a=b")[""]["q"], "a=b")

    def test_sections(self):
        self.assertEqual(m.parse("[a]\nx=1\n[b]\nx=2"), {"": {}, "a": {"x": "1"}, "b": {"x": "2"}})

    def test_no_value(self):
        with self.assertRaises(ValueError):
            m.parse("nonsense")

    def test_default(self):
        self.assertEqual(m.get({}, "a", "b", 5), 5)


if __name__ == "__main__":
    unittest.main()
