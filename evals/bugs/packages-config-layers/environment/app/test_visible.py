import unittest

from config.settings import get, load


class VisibleTest(unittest.TestCase):
    def test_override(self):
        self.assertEqual(load({"debug": True})["debug"], True)

    def test_defaults_stay(self):
        load({"server": {"port": 8080}})
        self.assertEqual(load()["server"]["port"], 80)

    def test_get(self):
        self.assertEqual(get(load(), "server.host"), "localhost")


if __name__ == "__main__":
    unittest.main()
