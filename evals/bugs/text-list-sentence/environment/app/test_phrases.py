import unittest

from phrases import enumerate_some, enumerate_words, likes, question


class PhrasesTest(unittest.TestCase):
    def test_three(self):
        self.assertEqual(enumerate_words(["a", "b", "c"]), "a, b and c")

    def test_oxford(self):
        self.assertEqual(enumerate_words(["a", "b", "c"], oxford=True), "a, b, and c")

    def test_few(self):
        self.assertEqual(enumerate_words(["a"]), "a")
        self.assertEqual(enumerate_words([]), "")

    def test_list_stays_as_it_is(self):
        names = ["Ann", "Bob", "Cleo"]
        enumerate_words(names)
        self.assertEqual(names, ["Ann", "Bob", "Cleo"])

    def test_some(self):
        self.assertEqual(enumerate_some(["a", "b", "c", "d"], 2), "a, b and 2 others")

    def test_likes(self):
        self.assertEqual(likes([]), "nobody likes this")
        self.assertEqual(likes(["Ann", "Bob"]), "Ann and Bob like this")

    def test_question(self):
        self.assertEqual(question("way", ["up", "down"]), "Which way: up or down?")


if __name__ == "__main__":
    unittest.main()
