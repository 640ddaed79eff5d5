import unittest

import palindromes as m


class HiddenTest(unittest.TestCase):
    def test_punctuation(self):
        self.assertTrue(m.is_palindrome("No 'x' in Nixon"))
        self.assertTrue(m.is_palindrome("...!"))

    def test_digits(self):
        self.assertTrue(m.is_palindrome("1-2 2/1"))
        self.assertFalse(m.is_palindrome("1-2"))

    def test_longest_even(self):
        self.assertEqual(m.longest("xabbay"), "abba")

    def test_longest_empty(self):
        self.assertEqual(m.longest(""), "")


if __name__ == "__main__":
    unittest.main()
