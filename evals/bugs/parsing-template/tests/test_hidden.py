import unittest

import template as m


class HiddenTest(unittest.TestCase):
    def test_three(self):
        self.assertEqual(m.render("<{{x}}|{{ y }}|{{x}}>", x="l", y="m"), "<l|m|l>")

    def test_adjacent(self):
        self.assertEqual(m.render("{{a}}{{a}}", a="z"), "zz")

    def test_unknown(self):
        with self.assertRaises(KeyError):
            m.render("{{a}} {{b}}", a=1)

    def test_unclosed(self):
        with self.assertRaises(ValueError):
            m.render("{{a")


if __name__ == "__main__":
    unittest.main()
