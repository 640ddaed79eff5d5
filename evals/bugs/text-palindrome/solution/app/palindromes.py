"""Palindromes."""


def is_palindrome(text):
    """Whether the letters and digits read the same backwards."""
    kept = [letter.lower() for letter in text if letter.isalnum()]
    return kept == kept[::-1]


def longest(text):
    """The longest palindrome within a word, the first among equals."""
    best = ""
    for centre in range(len(text)):
        for right in (centre, centre + 1):
            left = centre
            while left >= 0 and right < len(text) and text[left] == text[right]:
                left -= 1
                right += 1
            if right - left - 1 > len(best):
                best = text[left + 1 : right]
    return best
