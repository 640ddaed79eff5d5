import unittest

from number_words import cheque_text, in_words


class NumberWordsHiddenTest(unittest.TestCase):
    def test_round_thousands(self):
        self.assertEqual(in_words(2000), "two thousand")
        self.assertEqual(in_words(17000), "seventeen thousand")

    def test_round_hundreds(self):
        self.assertEqual(in_words(100), "one hundred")
        self.assertEqual(in_words(2500), "two thousand five hundred")

    def test_hundred_thousands(self):
        self.assertEqual(in_words(100000), "one hundred thousand")
        self.assertEqual(in_words(700001), "seven hundred thousand and one")
        self.assertEqual(
            in_words(999999),
            "nine hundred and ninety-nine thousand nine hundred and ninety-nine",
        )

    def test_zero(self):
        self.assertEqual(in_words(0), "zero")

    def test_negative(self):
        self.assertEqual(in_words(-400), "minus four hundred")

    def test_no_number_mentions_zero_but_zero(self):
        for number in range(1, 3000):
            self.assertNotIn("zero", in_words(number))

    def test_too_large(self):
        with self.assertRaises(ValueError):
            in_words(1000000)

    def test_cheque(self):
        self.assertEqual(cheque_text(50000), "five hundred and 00/100")
        self.assertEqual(cheque_text(7), "zero and 07/100")


if __name__ == "__main__":
    unittest.main()
