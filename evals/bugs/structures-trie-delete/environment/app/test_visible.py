import unittest

import trie as m


class VisibleTest(unittest.TestCase):
    def test_single(self):
        self.assertIn("car", m.Trie(["car"]))

    def test_prefix_word(self):
        trie = m.Trie(["car", "card"])
        self.assertIn("car", trie)
        self.assertIn("card", trie)

    def test_missing(self):
        self.assertNotIn("ca", m.Trie(["car"]))

    def test_beginnings(self):
        trie = m.Trie(["to", "tea", "ten", "i", "in", "inn"])
        self.assertEqual(trie.starting_with("te"), ["tea", "ten"])
        self.assertEqual(trie.starting_with("in"), ["in", "inn"])

    def test_all(self):
        words = ["b", "a", "ab", "abc"]
        self.assertEqual(m.Trie(words).starting_with(""), sorted(words))


if __name__ == "__main__":
    unittest.main()
