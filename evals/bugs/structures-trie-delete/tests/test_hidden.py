import unittest

import trie as m


class HiddenTest(unittest.TestCase):
    def test_beginnings(self):
        trie = m.Trie(["to", "tea", "ten", "i", "in", "inn"])
        self.assertEqual(trie.starting_with("te"), ["tea", "ten"])
        self.assertEqual(trie.starting_with("in"), ["in", "inn"])

    def test_all(self):
        words = ["b", "a", "ab", "abc"]
        self.assertEqual(m.Trie(words).starting_with(""), sorted(words))

    def test_nothing(self):
        self.assertEqual(m.Trie(["a"]).starting_with("x"), [])

    def test_empty_word(self):
        self.assertIn("", m.Trie([""]))
        self.assertNotIn("", m.Trie(["a"]))


if __name__ == "__main__":
    unittest.main()
