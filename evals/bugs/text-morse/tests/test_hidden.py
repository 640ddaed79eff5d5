import unittest

from morse import LETTERS, decode, duration, encode


class MorseHiddenTest(unittest.TestCase):
    def test_there_and_back(self):
        for text in ("SOS", "WE COME IN PEACE", "ROOM 101 AT 8", "A B C"):
            self.assertEqual(decode(encode(text)), text)

    def test_every_letter(self):
        for letter, sign in LETTERS.items():
            self.assertEqual(decode(sign), letter)

    def test_blanks_do_not_matter(self):
        self.assertEqual(decode(" .- /-... "), "A B")
        self.assertEqual(decode(".-   -..."), "AB")
        self.assertEqual(decode(".-/-..."), "A B")

    def test_unknown_signs(self):
        for code in (".- ......", "x", ".- / -. ?"):
            with self.assertRaises(ValueError):
                decode(code)

    def test_nothing(self):
        self.assertEqual(encode(""), "")
        self.assertEqual(decode(""), "")

    def test_duration(self):
        self.assertEqual(duration(". / ."), 9)
        self.assertEqual(duration("-.-."), 11)


if __name__ == "__main__":
    unittest.main()
