import unittest

from word_count import frequencies, most_frequent, richness, without_stop_words


class WordCountHiddenTest(unittest.TestCase):
    def test_only_stop_words(self):
        self.assertEqual(without_stop_words("it is of the and by".split()), [])
        self.assertEqual(frequencies("To be or to be"), {})

    def test_runs_of_stop_words(self):
        words = "in the middle of the day it was as at the start".split()
        self.assertEqual(without_stop_words(words), ["middle", "day", "start"])

    def test_order_and_repeats_are_kept(self):
        self.assertEqual(without_stop_words(["x", "the", "y", "a", "x", "the"]), ["x", "y", "x"])

    def test_own_stop_words(self):
        self.assertEqual(without_stop_words(["x", "y", "y", "the"], {"y"}), ["x", "the"])
        self.assertEqual(without_stop_words(["a", "b"], ()), ["a", "b"])

    def test_argument_is_not_changed(self):
        words = ["the", "of", "cat"]
        without_stop_words(words)
        self.assertEqual(words, ["the", "of", "cat"])

    def test_most_frequent(self):
        text = "The cat and the dog and the bird: the cat is at the dog's. A cat!"
        self.assertEqual(most_frequent(text, 9), [("cat", 3), ("bird", 1), ("dog", 1), ("dog's", 1)])

    def test_nothing(self):
        self.assertEqual(frequencies(""), {})
        self.assertEqual(richness(""), 0.0)


if __name__ == "__main__":
    unittest.main()
