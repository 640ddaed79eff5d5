import unittest

from phrases import enumerate_some, enumerate_words, likes, question


class PhrasesHiddenTest(unittest.TestCase):
    def test_calling_twice(self):
        words = ["a", "b", "c", "d"]
        self.assertEqual(enumerate_words(words), enumerate_words(words))

    def test_likes_leaves_the_names(self):
        names = ["Ann", "Bob"]
        self.assertEqual(likes(names), "Ann and Bob like this")
        self.assertEqual(names, ["Ann", "Bob"])

    def test_question_leaves_the_choices(self):
        choices = ["red", "green", "blue"]
        self.assertEqual(question("colour", choices), "Which colour: red, green or blue?")
        self.assertEqual(choices, ["red", "green", "blue"])

    def test_some_leaves_the_words(self):
        words = ["a", "b", "c"]
        self.assertEqual(enumerate_some(words, 3), "a, b and c")
        self.assertEqual(enumerate_some(words, 2), "a, b and 1 other")
        self.assertEqual(words, ["a", "b", "c"])

    def test_two_words(self):
        self.assertEqual(enumerate_words(["a", "b"], oxford=True), "a and b")
        self.assertEqual(enumerate_words(["a", "b"], conjunction="or"), "a or b")

    def test_few(self):
        self.assertEqual(enumerate_words([]), "")
        self.assertEqual(enumerate_words(["a"]), "a")
        self.assertEqual(likes(["Ann"]), "Ann likes this")


if __name__ == "__main__":
    unittest.main()
