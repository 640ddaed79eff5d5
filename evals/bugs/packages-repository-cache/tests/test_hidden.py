import unittest

from store.backend import Backend
from store.repository import Repository


class HiddenTest(unittest.TestCase):
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

    def test_many_updates(self):
        repository = Repository(Backend())
        for value in (None, 0, "", 3):
            repository.save("a", value)
            self.assertEqual(repository.load("a"), value)

    def test_forget(self):
        backend = Backend()
        repository = Repository(backend)
        repository.save("a", 1)
        backend.write("a", 2)
        repository.forget()
        self.assertEqual(repository.load("a"), 2)


if __name__ == "__main__":
    unittest.main()
