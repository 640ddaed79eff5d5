import unittest

from web.router import Router


class HiddenTest(unittest.TestCase):
    def test_two_placeholders(self):
        router = Router()
        router.add("/{a}/{b}", "general")
        router.add("/x/{b}", "special")
        self.assertEqual(router.find("/x/1"), ("special", {"b": "1"}))
        self.assertEqual(router.find("/y/1"), ("general", {"a": "y", "b": "1"}))

    def test_slashes(self):
        router = Router()
        router.add("/a/", "a")
        self.assertEqual(router.find("a"), ("a", {}))

    def test_lengths(self):
        router = Router()
        router.add("/a/b", 1)
        self.assertIsNone(router.find("/a"))
        self.assertIsNone(router.find("/a/b/c"))


if __name__ == "__main__":
    unittest.main()
