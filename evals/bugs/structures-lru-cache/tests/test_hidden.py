import unittest

import cache as m


class HiddenTest(unittest.TestCase):
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

    def test_default(self):
        self.assertEqual(m.LRUCache(1).get("x", 5), 5)

    def test_size(self):
        cache = m.LRUCache(2)
        for key in range(5):
            cache.put(key, None)
        self.assertEqual(len(cache), 2)


if __name__ == "__main__":
    unittest.main()
