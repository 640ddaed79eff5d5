import unittest

import slugs as m


class HiddenTest(unittest.TestCase):
    def test_both_ends(self):
        self.assertEqual(m.slugify("--a b--"), "a-b")

    def test_nothing_left(self):
        self.assertEqual(m.slugify("!!!"), "")

    def test_inner(self):
        self.assertEqual(m.slugify("a -- b ?"), "a-b")

    def test_digits(self):
        self.assertEqual(m.slugify("Top 10."), "top-10")


if __name__ == "__main__":
    unittest.main()
