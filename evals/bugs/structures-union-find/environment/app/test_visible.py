import unittest

import groups as m


class VisibleTest(unittest.TestCase):
    def test_pair(self):
        groups = m.Groups()
        self.assertTrue(groups.join("a", "b"))
        self.assertTrue(groups.same("a", "b"))

    def test_chain(self):
        groups = m.Groups()
        groups.join("a", "b")
        groups.join("c", "d")
        groups.join("b", "d")
        self.assertTrue(groups.same("a", "c"))

    def test_apart(self):
        self.assertFalse(m.Groups().same(1, 2))


if __name__ == "__main__":
    unittest.main()
