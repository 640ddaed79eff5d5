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


if __name__ == "__main__":
    unittest.main()
