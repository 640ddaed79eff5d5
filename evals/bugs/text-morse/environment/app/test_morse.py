import unittest

from morse import decode, duration, encode


class MorseTest(unittest.TestCase):
    def test_encode(self):
        self.assertEqual(encode("Hi Dan"), ".... .. / -.. .- -.")

    def test_decode_one_word(self):
        self.assertEqual(decode("... --- ..."), "SOS")

    def test_decode_two_words(self):
        self.assertEqual(decode(".... .. / -.. .- -."), "HI DAN")

    def test_duration(self):
        self.assertEqual(duration(". -"), 7)

    def test_unknown(self):
        with self.assertRaises(ValueError):
            encode("what?")
        with self.assertRaises(ValueError):
            decode("......")


if __name__ == "__main__":
    unittest.main()
