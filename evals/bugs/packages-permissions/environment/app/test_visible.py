import unittest

from access.check import PERMISSIONS, allowed, permissions


class VisibleTest(unittest.TestCase):
    def test_own(self):
        self.assertTrue(allowed("editor", "write"))

    def test_inherited(self):
        self.assertTrue(allowed("editor", "read"))

    def test_not_the_other_way(self):
        self.assertFalse(allowed("reader", "write"))

    def test_admin(self):
        self.assertEqual(permissions("admin"), {"read", "write", "delete"})

    def test_reader(self):
        self.assertEqual(permissions("reader"), {"read"})


if __name__ == "__main__":
    unittest.main()
