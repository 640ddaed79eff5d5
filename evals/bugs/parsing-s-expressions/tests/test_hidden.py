import unittest

from sexpr import SyntaxProblem, format_expression, parse, parse_all


class SexprHiddenTest(unittest.TestCase):
    def test_atoms(self):
        self.assertEqual(parse_all("1 2 three"), [1, 2, "three"])

    def test_nothing(self):
        self.assertEqual(parse_all(""), [])
        self.assertEqual(parse_all("  ; only a comment"), [])

    def test_lines_and_comments(self):
        text = "(define x 1) ; one\n(define y (x 2))\n; end"
        self.assertEqual(parse_all(text), [["define", "x", 1], ["define", "y", ["x", 2]]])

    def test_problems_after_the_first(self):
        for text in ("(a) (b", "(a))", "a )"):
            with self.assertRaises(SyntaxProblem):
                parse_all(text)

    def test_parse_wants_exactly_one(self):
        self.assertEqual(parse("()"), [])
        for text in ("", "a b", "(a) (b)"):
            with self.assertRaises(SyntaxProblem):
                parse(text)

    def test_there_and_back(self):
        text = "(a (b -3) ()) (c)"
        self.assertEqual(" ".join(format_expression(e) for e in parse_all(text)), text)


if __name__ == "__main__":
    unittest.main()
