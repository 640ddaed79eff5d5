import unittest

import editor as m


class VisibleTest(unittest.TestCase):
    def test_undo(self):
        editor = m.Editor()
        editor.type("a")
        self.assertTrue(editor.undo())
        self.assertEqual(editor.text, "")

    def test_redo(self):
        editor = m.Editor()
        editor.type("a")
        editor.undo()
        self.assertTrue(editor.redo())
        self.assertEqual(editor.text, "a")

    def test_new_change_forgets_redo(self):
        editor = m.Editor()
        editor.type("a")
        editor.undo()
        editor.type("b")
        self.assertFalse(editor.redo())
        self.assertEqual(editor.text, "b")


if __name__ == "__main__":
    unittest.main()
