import unittest

import pool as m


class VisibleTest(unittest.TestCase):
    def make_pool(self, limit=2):
        made = []

        def make():
            made.append(len(made))
            return made[-1]

        return m.Pool(make, limit), made

    def test_reuse(self):
        pool, made = self.make_pool()
        pool.release(pool.acquire())
        pool.acquire()
        self.assertEqual(made, [0])

    def test_limit(self):
        pool, _ = self.make_pool(1)
        pool.acquire()
        with self.assertRaises(RuntimeError):
            pool.acquire()

    def test_foreign(self):
        pool, _ = self.make_pool()
        with self.assertRaises(ValueError):
            pool.release("other")


if __name__ == "__main__":
    unittest.main()
