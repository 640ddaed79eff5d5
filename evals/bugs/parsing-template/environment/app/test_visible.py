import unittest

import template as m


class VisibleTest(unittest.TestCase):
    def test_one(self):
        self.assertEqual(m.render("Hello {{name}}!", name="Ann"), "Hello Ann!")

    def test_two(self):
        self.assertEqual(m.render("{{a}}-{{b}}", a=1, b=2), "1-2")

    def test_none(self):
        self.assertEqual(m.render("plain"), "plain")

    def test_names(self):
        self.assertEqual(m.names("{{a}}{{ b }}{{a}}"), ["a", "b"])

    def test_three(self):
        self.assertEqual(m.render("<{{x}}|{{ y }}|{{x}}>", x="l", y="m"), "<l|m|l>")

    def test_adjacent(self):
        self.assertEqual(m.render("{{a}}{{a}}", a="z"), "zz")


if __name__ == "__main__":
    unittest.main()
