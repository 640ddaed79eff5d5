import unittest

import linediff as m


class VisibleTest(unittest.TestCase):
    def test_same(self):
        self.assertEqual(m.diff(["a"], ["a"]), [" a"])

    def test_changed(self):
        self.assertEqual(m.diff(["a", "b"], ["a", "c"]), [" a", "-b", "+c"])

    def test_all_new(self):
        self.assertEqual(m.diff([], ["x"]), ["+x"])

    def test_added_at_end(self):
        self.assertEqual(m.diff(["b"], ["a", "b", "c"]), ["+a", " b", "+c"])

    def apply(self, old, lines):
        return [line[1:] for line in lines if line[0] != "-"]

    def test_gives_the_new_lines(self):
        for old, new in (("abc", "xbcy"), ("", "ab"), ("ab", ""), ("abcabba", "cbabac")):
            lines = m.diff(list(old), list(new))
            self.assertEqual("".join(self.apply(old, lines)), new)

    def test_as_few_as_possible(self):
        lines = m.diff(list("abcabba"), list("cbabac"))
        self.assertEqual(sum(line[0] == " " for line in lines), 4)


if __name__ == "__main__":
    unittest.main()
