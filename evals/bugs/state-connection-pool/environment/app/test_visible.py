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

    def test_twice(self):
        pool = m.Pool(object, 2)
        connection = pool.acquire()
        pool.release(connection)
        with self.assertRaises(ValueError):
            pool.release(connection)

    def test_counts(self):
        pool = m.Pool(object, 3)
        first, second = pool.acquire(), pool.acquire()
        self.assertEqual(pool.in_use(), 2)
        pool.release(first)
        self.assertEqual(pool.in_use(), 1)
        self.assertIs(pool.acquire(), first)
        self.assertIsNot(second, first)


if __name__ == "__main__":
    unittest.main()
