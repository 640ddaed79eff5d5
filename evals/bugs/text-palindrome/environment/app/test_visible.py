import unittest

import palindromes as m


class VisibleTest(unittest.TestCase):
    def test_word(self):
        self.assertTrue(m.is_palindrome("Anna"))

    def test_sentence(self):
        self.assertTrue(m.is_palindrome("A man, a plan, a canal: Panama"))

    def test_no(self):
        self.assertFalse(m.is_palindrome("abc"))

    def test_longest(self):
        self.assertEqual(m.longest("babad"), "bab")

    def test_punctuation(self):
        self.assertTrue(m.is_palindrome("No 'x' in Nixon"))
        self.assertTrue(m.is_palindrome("...!"))

    def test_digits(self):
        self.assertTrue(m.is_palindrome("1-2 2/1"))
        self.assertFalse(m.is_palindrome("1-2"))


if __name__ == "__main__":
    unittest.main()
