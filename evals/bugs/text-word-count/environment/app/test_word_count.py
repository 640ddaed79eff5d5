import unittest

from word_count import frequencies, most_frequent, richness, without_stop_words, words_of


class WordCountTest(unittest.TestCase):
    def test_words(self):
        self.assertEqual(words_of("Don't stop, 2 cats!"), ["don't", "stop", "2", "cats"])

    def test_frequencies(self):
        self.assertEqual(frequencies("the end of the world"), {"end": 1, "world": 1})

    def test_most_frequent(self):
        self.assertEqual(most_frequent("b c a c b d", 2), [("b", 2), ("c", 2)])

    def test_words_are_not_changed(self):
        words = ["the", "cat"]
        self.assertEqual(without_stop_words(words), ["cat"])
        self.assertEqual(words, ["the", "cat"])

    def test_richness(self):
        self.assertEqual(richness("a b a b"), 0.5)


if __name__ == "__main__":
    unittest.main()
