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

    def test_reads_once(self):
        backend = Backend()
        backend.write("a", 5)
        repository = Repository(backend)
        self.assertEqual([repository.load("a") for _ in range(3)], [5, 5, 5])
        self.assertEqual(backend.reads, 1)

    def test_backend_has_it_too(self):
        backend = Backend()
        Repository(backend).save("k", "v")
        self.assertEqual(backend.read("k"), "v")


if __name__ == "__main__":
    unittest.main()
