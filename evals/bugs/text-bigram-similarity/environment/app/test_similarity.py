import unittest

from similarity import bigrams, closest, similarity, suggestion


class SimilarityTest(unittest.TestCase):
    def test_pairs(self):
        self.assertEqual(bigrams("Anan"), {"an": 2, "na": 1})

    def test_equal_words(self):
        self.assertEqual(similarity("night", "Night"), 1.0)

    def test_short_words(self):
        self.assertEqual(similarity("a", "A"), 1.0)
        self.assertEqual(similarity("a", "b"), 0.0)

    def test_no_candidates(self):
        self.assertIsNone(closest("status", []))

    def test_suggestion(self):
        self.assertEqual(
            suggestion("comit", ["commit", "checkout"]), "unknown word comit; did you mean commit?"
        )


if __name__ == "__main__":
    unittest.main()
