import unittest

from sexpr import SyntaxProblem, format_expression, parse, parse_all


class SexprTest(unittest.TestCase):
    def test_nested(self):
        self.assertEqual(parse("(+ 1 (* 2 3))"), ["+", 1, ["*", 2, 3]])

    def test_several(self):
        self.assertEqual(parse_all("(a 1) (b 2) c"), [["a", 1], ["b", 2], "c"])

    def test_one(self):
        self.assertEqual(parse_all("(a)"), [["a"]])

    def test_not_closed(self):
        with self.assertRaises(SyntaxProblem):
            parse("(a (b)")

    def test_format(self):
        self.assertEqual(format_expression(["a", [1, []]]), "(a (1 ()))")


if __name__ == "__main__":
    unittest.main()
