import unittest

import pool as m


class HiddenTest(unittest.TestCase):
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

    def test_unknown(self):
        with self.assertRaises(ValueError):
            m.Pool(object, 1).release(5)

    def test_limit_after_release(self):
        pool = m.Pool(object, 1)
        pool.release(pool.acquire())
        pool.acquire()
        with self.assertRaises(RuntimeError):
            pool.acquire()


if __name__ == "__main__":
    unittest.main()
