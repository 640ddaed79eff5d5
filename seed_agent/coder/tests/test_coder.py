import shutil
import tempfile
import unittest
from pathlib import Path

from coder.conversation import Conversation
from coder.editor import EditError, edit
from coder.improve import Acceptance, changed_tests, matters, notes
from coder.shell import Shell
from coder.snapshot import Snapshot
from coder.tools import TOOLS, read_arguments


class Hands(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self.folder = Path(self._folder.name)

    def test_the_shell_stays(self):
        with Shell(self.folder) as shell:
            shell.run("mkdir d; cd d; X=5", 5)
            self.assertEqual(shell.run("basename $PWD; echo $X", 5), "d\n5\n[exit status 0]")
            self.assertIn("[exit status 3]", shell.run("(exit 3)", 5))
            self.assertIn("Killed after", shell.run("sleep 60", 0.2))
            self.assertIn("The shell itself ended", shell.run("exit 1", 5))
            self.assertIn("here", shell.run("cat; echo here", 5))

    def test_an_edit_is_exact(self):
        path = self.folder / "a.py"
        path.write_bytes(b"x = 1\r\ny = 1\r\n\xff\r\n")
        path.chmod(0o755)
        edit(path, "x = 1\ny", "x = 2\ny")
        self.assertEqual(path.read_bytes(), b"x = 2\r\ny = 1\r\n\xff\r\n")
        self.assertEqual(path.stat().st_mode & 0o777, 0o755)
        with self.assertRaisesRegex(
            EditError, "Most like it, but not the same, are the lines from 1"
        ):
            edit(path, "x  = 2", "")
        with self.assertRaisesRegex(EditError, "2 times"):
            edit(path, " = ", "")

    def test_a_snapshot_sees_what_changed(self):
        (self.folder / "a").write_text("1\n")
        (self.folder / "b").write_text("2\n")
        snapshot = Snapshot(self.folder)
        self.assertEqual(snapshot.diff(), "")
        (self.folder / "a").unlink()
        (self.folder / "c").write_text("3\n")
        self.assertIn("-1\n", snapshot.diff())
        self.assertIn("+3\n", snapshot.diff())

    def test_wrong_arguments_are_explained(self):
        for arguments in ("{", "[]", "{}", '{"command": 1}', '{"command": "a", "x": 1}'):
            with self.assertRaises(EditError):
                read_arguments("bash", arguments, TOOLS)
        with self.assertRaisesRegex(EditError, "no tool"):
            read_arguments("fly", "{}", TOOLS)

    def test_what_is_old_is_forgotten_first(self):
        conversation = Conversation("instructions", "task")
        for number in range(40):
            call = {
                "id": str(number),
                "type": "function",
                "function": {"name": "bash", "arguments": "{}"},
            }
            conversation.add({"role": "assistant", "content": "x" * 200, "tool_calls": [call]})
            conversation.add({"role": "tool", "tool_call_id": str(number), "content": "y" * 2000})
        conversation.most_characters = 20_000
        conversation.fit()
        self.assertLessEqual(conversation.size(), 20_000)
        messages = conversation.messages
        self.assertEqual(messages[0]["content"], "instructions")
        self.assertIn("earlier steps of yours were left out", messages[1]["content"])
        self.assertEqual(messages[-1]["content"], "y" * 2000)
        self.assertEqual(messages[2]["role"], "assistant")
        self.assertTrue(conversation.shrink())

    def test_blanks_and_documentation_are_no_change(self):
        self.assertFalse(matters("x.py", b"a = 1\n", b"# more\na  =  1\n"))
        self.assertFalse(matters("README.md", b"", b"more"))
        self.assertFalse(matters("prompts/solve.md", b"do it", b"do  it\n"))
        self.assertTrue(matters("x.py", b"a = 1\n", b"a = 2\n"))
        self.assertTrue(matters("x.py", b"if a:\n    b\n    c\n", b"if a:\n    b\nc\n"))
        self.assertTrue(matters("prompts/solve.md", b"do it", b"do it well"))

    def test_a_child_is_shown_once_before_it_is_accepted(self):
        source = self.folder / "source"
        shutil.copytree(
            Path(__file__).parents[1], source, ignore=shutil.ignore_patterns("__pycache__", "tests")
        )
        (source / "tests").mkdir()
        (source / "tests" / "test_it.py").write_text(
            "import unittest, coder\nclass T(unittest.TestCase):\n    def test(self): pass\n"
        )
        snapshot = Snapshot(source)
        accept = Acceptance(snapshot, lambda: 60)
        self.assertIn("Nothing has changed", accept({}))
        loop = source / "coder" / "loop.py"
        loop.write_text(loop.read_text() + "\n# a thought\n")
        self.assertIn("Only blanks", accept({}))
        loop.write_text(loop.read_text() + "\nbroken(\n")
        self.assertIn("does not work yet", accept({}))
        loop.write_text(loop.read_text().replace("broken(", "MORE = 1"))
        self.assertIn("+MORE = 1", accept({}))
        self.assertEqual(accept({}), "")
        self.assertIn("expected: +3 of 100 tasks", notes({"more_of_100": 3}, "submitted", snapshot))

    def test_tests_that_were_there_are_named_when_they_change(self):
        changes = {
            "tests/test_a.py": (b"1", None),
            "tests/test_b.py": (None, b"1"),
            "coder/loop.py": (b"1", b"2"),
        }
        self.assertEqual(changed_tests(changes), ["tests/test_a.py"])


if __name__ == "__main__":
    unittest.main()
