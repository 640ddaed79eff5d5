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

    def test_sizes(self):
        groups = m.Groups()
        for a, b in ((1, 2), (3, 4), (2, 4), (5, 6)):
            groups.join(a, b)
        self.assertEqual([groups.size(n) for n in range(1, 8)], [4, 4, 4, 4, 2, 2, 1])

    def test_joining_twice(self):
        groups = m.Groups()
        groups.join(1, 2)
        groups.join(2, 3)
        self.assertFalse(groups.join(3, 1))
        self.assertEqual(groups.size(1), 3)


if __name__ == "__main__":
    unittest.main()
