import unittest

import linked as m


class HiddenTest(unittest.TestCase):
    def test_remove_only(self):
        items = m.LinkedList([5])
        self.assertTrue(items.remove(5))
        self.assertEqual(list(items), [])

    def test_remove_first_of_two_equal(self):
        items = m.LinkedList([1, 1, 2])
        items.remove(1)
        self.assertEqual(list(items), [1, 2])

    def test_missing(self):
        items = m.LinkedList([1])
        self.assertFalse(items.remove(9))
        self.assertEqual(list(items), [1])

    def test_remove_last(self):
        items = m.LinkedList([1, 2])
        items.remove(2)
        self.assertEqual(list(items), [1])


if __name__ == "__main__":
    unittest.main()
