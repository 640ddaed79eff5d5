import unittest

from store.backend import Backend
from store.repository import Repository


class VisibleTest(unittest.TestCase):
    def test_save_and_load(self):
        repository = Repository(Backend())
        repository.save("a", 1)
        self.assertEqual(repository.load("a"), 1)

    def test_update(self):
        repository = Repository(Backend())
        repository.save("a", 1)
        repository.load("a")
        repository.save("a", 2)
        self.assertEqual(repository.load("a"), 2)

    def test_missing(self):
        with self.assertRaises(KeyError):
            Repository(Backend()).load("x")


if __name__ == "__main__":
    unittest.main()
