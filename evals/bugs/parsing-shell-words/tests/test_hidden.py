import unittest

from shell_words import join_words, split_words


class ShellWordsHiddenTest(unittest.TestCase):
    def test_empty_at_the_end(self):
        self.assertEqual(split_words('a ""'), ["a", ""])

    def test_only_empty(self):
        self.assertEqual(split_words("''"), [""])
        self.assertEqual(split_words("'' ''"), ["", ""])

    def test_quoted_word(self):
        self.assertEqual(split_words("'a b' \"c d\""), ["a b", "c d"])

    def test_quotes_without_a_gap_are_one_word(self):
        self.assertEqual(split_words("'a''b'"), ["ab"])
        self.assertEqual(split_words("''a"), ["a"])

    def test_backslashes(self):
        self.assertEqual(split_words("a\\ b"), ["a b"])
        self.assertEqual(split_words("'a\\'"), ["a\\"])
        self.assertEqual(split_words('"\\""'), ['"'])

    def test_nothing(self):
        self.assertEqual(split_words(""), [])
        self.assertEqual(split_words("   "), [])

    def test_there_and_back(self):
        words = ["", "a b", "it's", '"', "\\", "x=1", "", "-"]
        self.assertEqual(split_words(join_words(words)), words)

    def test_open_ends(self):
        for text in ("'", 'a "b', "a\\"):
            with self.assertRaises(ValueError):
                split_words(text)


if __name__ == "__main__":
    unittest.main()
