import unittest

import linked as m


class VisibleTest(unittest.TestCase):
    def test_remove_middle(self):
        items = m.LinkedList([1, 2, 3])
        self.assertTrue(items.remove(2))
        self.assertEqual(list(items), [1, 3])

    def test_remove_first(self):
        items = m.LinkedList([1, 2, 3])
        self.assertTrue(items.remove(1))
        self.assertEqual(list(items), [2, 3])

    def test_reverse(self):
        items = m.LinkedList("abc")
        items.reverse()
        self.assertEqual(list(items), ["c", "b", "a"])

    def test_remove_only(self):
        items = m.LinkedList([5])
        self.assertTrue(items.remove(5))
        self.assertEqual(list(items), [])

    def test_remove_first_of_two_equal(self):
        items = m.LinkedList([1, 1, 2])
        items.remove(1)
        self.assertEqual(list(items), [1, 2])


if __name__ == "__main__":
    unittest.main()
