import unittest

from naming import camel_case, kebab_case, pascal_case, snake_case, split_words


class NamingHiddenTest(unittest.TestCase):
    def test_acronym_at_the_end(self):
        self.assertEqual(snake_case("userID"), "user_id")
        self.assertEqual(snake_case("ID"), "id")

    def test_acronym_at_the_start(self):
        self.assertEqual(snake_case("XMLParser"), "xml_parser")
        self.assertEqual(kebab_case("HTTPServer"), "http-server")

    def test_constants(self):
        self.assertEqual(snake_case("MAX_LENGTH"), "max_length")
        self.assertEqual(camel_case("MAX_LENGTH"), "maxLength")

    def test_digits(self):
        self.assertEqual(snake_case("utf8Decoder"), "utf8_decoder")
        self.assertEqual(snake_case("level2ABC"), "level2_abc")

    def test_separators(self):
        self.assertEqual(split_words("__a--b c_"), ["a", "b", "c"])
        self.assertEqual(snake_case("My_Name"), "my_name")

    def test_nothing(self):
        self.assertEqual(snake_case(""), "")
        self.assertEqual(camel_case(""), "")

    def test_other_styles(self):
        self.assertEqual(pascal_case("parseJSONFile"), "ParseJsonFile")
        self.assertEqual(camel_case("UserName"), "userName")


if __name__ == "__main__":
    unittest.main()
