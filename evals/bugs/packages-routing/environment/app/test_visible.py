import unittest

from web.router import Router


class VisibleTest(unittest.TestCase):
    def router(self):
        router = Router()
        router.add("/users/{id}", "user")
        router.add("/users/me", "me")
        return router

    def test_placeholder(self):
        self.assertEqual(self.router().find("/users/7"), ("user", {"id": "7"}))

    def test_fixed_wins(self):
        self.assertEqual(self.router().find("/users/me"), ("me", {}))

    def test_too_long(self):
        self.assertIsNone(self.router().find("/users/7/posts"))

    def test_unknown(self):
        self.assertIsNone(self.router().find("/things/7"))

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


if __name__ == "__main__":
    unittest.main()
