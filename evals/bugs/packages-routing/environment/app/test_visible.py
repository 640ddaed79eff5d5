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


if __name__ == "__main__":
    unittest.main()
