import unittest

from app.application import Application
from app.plugins import Plugin


class VisibleTest(unittest.TestCase):
    def test_runs(self):
        application = Application("a", [Plugin(lambda v: v + 1)])
        self.assertEqual(application.run(1), 2)

    def test_own_plugins(self):
        first, second = Application("a"), Application("b")
        first.add(Plugin(lambda v: v * 2))
        self.assertEqual(second.run(3), 3)

    def test_given_list_is_kept(self):
        plugins = []
        Application("c", plugins).add(Plugin(lambda v: v))
        self.assertEqual(plugins, [])

    def test_priority(self):
        application = Application("a")
        application.add(Plugin(lambda v: v * 10, priority=2))
        application.add(Plugin(lambda v: v + 1, priority=1))
        self.assertEqual(application.run(1), 20)

    def test_shared_start(self):
        shared = [Plugin(lambda v: v + 1)]
        first, second = Application("a", shared), Application("b", shared)
        first.add(Plugin(lambda v: v + 100))
        self.assertEqual((first.run(0), second.run(0), len(shared)), (101, 1, 1))


if __name__ == "__main__":
    unittest.main()
