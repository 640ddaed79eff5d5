import unittest

from urls import join_url, same_page, split_url


class UrlsHiddenTest(unittest.TestCase):
    def test_question_mark_in_the_fragment(self):
        url = split_url("http://h/a#b?c=d")
        self.assertEqual((url.path, url.query, url.fragment), ("/a", "", "b?c=d"))

    def test_two_hashes(self):
        url = split_url("http://h/?q#a#b")
        self.assertEqual((url.query, url.fragment), ("q", "a#b"))

    def test_two_question_marks(self):
        url = split_url("http://h/?q?r#f")
        self.assertEqual((url.query, url.fragment), ("q?r", "f"))

    def test_without_a_path(self):
        url = split_url("http://h?q=1#f")
        self.assertEqual((url.host, url.path, url.query, url.fragment), ("h", "", "q=1", "f"))

    def test_same_page_with_queries(self):
        self.assertTrue(same_page("http://h/a?x=1#p", "http://h/a?x=1#q"))
        self.assertFalse(same_page("http://h/a?x=1#p", "http://h/a?x=2#p"))

    def test_there_and_back(self):
        for text in ("http://h/", "ftp://u@h:2121/x?y#z", "https://[::1]:8443/a?b", "http://h/a#?"):
            self.assertEqual(join_url(split_url(text)), text)

    def test_fragment_only(self):
        url = split_url("http://h/a#top")
        self.assertEqual((url.path, url.query, url.fragment), ("/a", "", "top"))


if __name__ == "__main__":
    unittest.main()
