import unittest

from number_words import cheque_text, in_words


class NumberWordsTest(unittest.TestCase):
    def test_small(self):
        self.assertEqual(in_words(0), "zero")
        self.assertEqual(in_words(17), "seventeen")

    def test_tens(self):
        self.assertEqual(in_words(80), "eighty")
        self.assertEqual(in_words(42), "forty-two")

    def test_hundreds(self):
        self.assertEqual(in_words(342), "three hundred and forty-two")

    def test_round_hundreds(self):
        self.assertEqual(in_words(300), "three hundred")

    def test_thousands(self):
        self.assertEqual(in_words(2005), "two thousand and five")

    def test_cheque(self):
        self.assertEqual(cheque_text(1205), "twelve and 05/100")


if __name__ == "__main__":
    unittest.main()
