import unittest

from dotenv import dump, load


class DotenvHiddenTest(unittest.TestCase):
    def test_base_is_not_changed(self):
        base = {"HOST": "h", "PORT": "1"}
        settings = load("PORT=2\nNEW=3", base)
        self.assertEqual(base, {"HOST": "h", "PORT": "1"})
        self.assertEqual(settings, {"HOST": "h", "PORT": "2", "NEW": "3"})

    def test_empty_base_is_not_changed(self):
        base = {}
        load("A=1", base)
        self.assertEqual(base, {})

    def test_results_are_separate(self):
        first = load("A=1")
        second = load("B=2")
        self.assertEqual(first, {"A": "1"})
        self.assertEqual(second, {"B": "2"})
        first["C"] = "3"
        self.assertEqual(load(""), {})

    def test_changing_a_result_leaves_the_base(self):
        base = {"A": "1"}
        load("", base)["A"] = "2"
        self.assertEqual(base, {"A": "1"})

    def test_placeholders_see_earlier_lines(self):
        settings = load("A=1\nB=${A}${A}\nC='${A}'\nD=${NONE}", {})
        self.assertEqual(settings, {"A": "1", "B": "11", "C": "${A}", "D": ""})

    def test_there_and_back(self):
        settings = {"A": "x y", "B": "${A}", "C": ""}
        self.assertEqual(load(dump(settings), {}), settings)

    def test_malformed(self):
        for text in ("A", "=1", "A B=1", "1A=2"):
            with self.assertRaises(ValueError):
                load(text, {})


if __name__ == "__main__":
    unittest.main()
