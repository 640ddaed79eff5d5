import unittest

from access.check import PERMISSIONS, allowed, permissions


class HiddenTest(unittest.TestCase):
    def test_admin(self):
        self.assertEqual(permissions("admin"), {"read", "write", "delete"})

    def test_reader(self):
        self.assertEqual(permissions("reader"), {"read"})

    def test_unknown(self):
        self.assertEqual(permissions("guest"), set())

    def test_tables_are_not_changed(self):
        permissions("admin")
        self.assertEqual(PERMISSIONS["admin"], {"delete"})
        self.assertEqual(permissions("editor"), {"read", "write"})


if __name__ == "__main__":
    unittest.main()
