import unittest

import groups as m


class HiddenTest(unittest.TestCase):
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

    def test_long_chain(self):
        groups = m.Groups()
        for n in range(50):
            groups.join(n, n + 1)
        self.assertTrue(groups.same(0, 50))

    def test_with_itself(self):
        self.assertFalse(m.Groups().join("x", "x"))


if __name__ == "__main__":
    unittest.main()
