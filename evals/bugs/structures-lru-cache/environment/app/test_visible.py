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


if __name__ == "__main__":
    unittest.main()
