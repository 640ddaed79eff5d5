import unittest

from similarity import closest, ranked, similarity, suggestion


class SimilarityHiddenTest(unittest.TestCase):
    def test_some_shared(self):
        self.assertEqual(similarity("night", "nacht"), 0.25)
        self.assertAlmostEqual(similarity("context", "contact"), 0.5)

    def test_nothing_shared(self):
        self.assertEqual(similarity("abc", "xyz"), 0.0)

    def test_different_lengths(self):
        self.assertAlmostEqual(similarity("ab", "abcd"), 0.5)
        self.assertAlmostEqual(similarity("abcd", "ab"), 0.5)

    def test_repeated_pairs(self):
        self.assertAlmostEqual(similarity("aaaa", "aa"), 0.5)

    def test_nothing_is_close(self):
        self.assertIsNone(closest("quit", ["commit", "push"]))
        self.assertEqual(suggestion("zzz", ["add"]), "unknown word zzz")

    def test_ranked(self):
        words = [word for _, word in ranked("branch", ["bunch", "branches", "ranch", "add"])]
        self.assertEqual(words, ["ranch", "branches", "bunch", "add"])

    def test_least(self):
        self.assertEqual(closest("night", ["nacht"], least=0.25), "nacht")
        self.assertIsNone(closest("night", ["nacht"], least=0.26))

    def test_short_words(self):
        self.assertEqual(similarity("", ""), 1.0)
        self.assertEqual(similarity("", "ab"), 0.0)


if __name__ == "__main__":
    unittest.main()
