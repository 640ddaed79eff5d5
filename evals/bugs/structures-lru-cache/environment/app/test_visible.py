import unittest

import cache as m


class VisibleTest(unittest.TestCase):
    def test_forgets_oldest(self):
        cache = m.LRUCache(2)
        for key in "abc":
            cache.put(key, key)
        self.assertNotIn("a", cache)

    def test_reading_counts(self):
        cache = m.LRUCache(2)
        cache.put("a", 1)
        cache.put("b", 2)
        cache.get("a")
        cache.put("c", 3)
        self.assertIn("a", cache)
        self.assertNotIn("b", cache)

    def test_counts(self):
        cache = m.LRUCache(2)
        cache.put("a", 1)
        cache.get("a")
        cache.get("x")
        self.assertEqual((cache.hits, cache.misses), (1, 1))

    def test_updating_counts(self):
        cache = m.LRUCache(2)
        cache.put("a", 1)
        cache.put("b", 2)
        cache.put("a", 3)
        cache.put("c", 4)
        self.assertEqual([key in cache for key in "abc"], [True, False, True])

    def test_long_use(self):
        cache = m.LRUCache(3)
        for key in range(10):
            cache.put(key, key)
            cache.get(0)
        self.assertEqual(cache.get(0), 0)


if __name__ == "__main__":
    unittest.main()
