import unittest

from shell_words import join_words, split_words


class ShellWordsTest(unittest.TestCase):
    def test_spaces(self):
        self.assertEqual(split_words("  ls  -l "), ["ls", "-l"])

    def test_quotes_inside_a_word(self):
        self.assertEqual(split_words("say=\"it's me\" x"), ["say=it's me", "x"])

    def test_empty_argument(self):
        self.assertEqual(
            split_words("git commit -m '' --allow-empty"),
            ["git", "commit", "-m", "", "--allow-empty"],
        )

    def test_backslash(self):
        self.assertEqual(split_words(r"a\ b c"), ["a b", "c"])

    def test_open_quote(self):
        with self.assertRaises(ValueError):
            split_words("echo 'a")

    def test_join(self):
        self.assertEqual(join_words(["a", "b c"]), "a 'b c'")


if __name__ == "__main__":
    unittest.main()
