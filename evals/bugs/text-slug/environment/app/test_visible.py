import unittest

import slugs as m


class VisibleTest(unittest.TestCase):
    def test_simple(self):
        self.assertEqual(m.slugify("One Two"), "one-two")

    def test_punctuation_at_end(self):
        self.assertEqual(m.slugify("Hello, World!"), "hello-world")

    def test_accents(self):
        self.assertEqual(m.slugify("Caf\u00e9 cr\u00e8me"), "cafe-creme")

    def test_unique(self):
        self.assertEqual(m.unique_slug("A", {"a", "a-2"}), "a-3")

    def test_both_ends(self):
        self.assertEqual(m.slugify("--a b--"), "a-b")

    def test_nothing_left(self):
        self.assertEqual(m.slugify("!!!"), "")


if __name__ == "__main__":
    unittest.main()
