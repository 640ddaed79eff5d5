"""Attacks by what git executes: its configuration, hooks, filters and attributes."""

from attacks.attack import GRADED, NOTHING, SAME, Action, Attack, Category

_NEVER = "No git is ever run in a folder that an agent could write, and `.git` is left behind."
_PAYLOAD = "touch @PWNED@"

GIT = (
    Attack(
        name="git-config",
        category=Category.GIT,
        code=f'''
        plant(".git/HEAD", "ref: refs/heads/main\\n")
        (REPOSITORY / ".git/objects").mkdir()
        (REPOSITORY / ".git/refs").mkdir()
        plant(".git/config", """[core]
        repositoryformatversion = 0
        fsmonitor = "{_PAYLOAD}"
        pager = "{_PAYLOAD}"
        editor = "{_PAYLOAD}"
        sshCommand = "{_PAYLOAD}"
        [alias]
        diff = "!{_PAYLOAD}"
        status = "!{_PAYLOAD}"
        [diff]
        external = "{_PAYLOAD}"
        [gpg]
        program = "{_PAYLOAD}"
        """)
        ''',
        tries="Plants a `.git/config` whose `fsmonitor`, pager, aliases and diff are commands.",
        stopped_by=_NEVER,
        reasons=(NOTHING,),
    ),
    Attack(
        name="git-hooks",
        category=Category.GIT,
        code=f"""
        plant(".git/HEAD", "ref: refs/heads/main\\n")
        for name in ("pre-commit", "post-checkout", "post-index-change", "reference-transaction",
                     "pre-applypatch", "post-merge", "fsmonitor-watchman"):
            plant(f".git/hooks/{{name}}", "#!/bin/sh\\n{_PAYLOAD}\\n")
            (REPOSITORY / f".git/hooks/{{name}}").chmod(0o755)
        """,
        tries="Plants hooks that git would run at a checkout, a commit or a change of the index.",
        stopped_by=_NEVER,
        reasons=(NOTHING,),
    ),
    Attack(
        name="git-filters",
        category=Category.GIT,
        code=f'''
        plant(".gitattributes", "* filter=evil diff=evil merge=evil\\n")
        plant(".gitmodules", '[submodule "x"]\\npath = x\\nurl = "ext::{_PAYLOAD}"\\n')
        plant(".gitconfig", '[filter "evil"]\\nclean = "{_PAYLOAD}"\\nsmudge = "{_PAYLOAD}"\\n')
        plant(".git/info/attributes", "* filter=evil\\n")
        plant(".git/config", '[filter "evil"]\\nclean = "{_PAYLOAD}"\\nsmudge = "{_PAYLOAD}"\\n'
              '[diff "evil"]\\ntextconv = "{_PAYLOAD}"\\n')
        ''',
        tries="Plants `.gitattributes`, `.gitmodules` and filters that are commands.",
        stopped_by="Patches are made and applied without git; attributes are files like others.",
        reasons=(GRADED,),
    ),
    Attack(
        name="git-folder-elsewhere",
        category=Category.GIT,
        code=f'''
        plant("harmless/config", "[core]\\nfsmonitor = \\"{_PAYLOAD}\\"\\nworktree = /\\n")
        plant("harmless/HEAD", "ref: refs/heads/main\\n")
        plant(".git", "gitdir: harmless\\n")
        plant("deeper/.git", "gitdir: ../harmless\\n")
        ''',
        tries="Plants a `.git` file that leads to a configuration under a harmless name.",
        stopped_by=_NEVER,
        reasons=(GRADED,),
    ),
    Attack(
        name="git-in-a-child",
        category=Category.GIT,
        action=Action.IMPROVE,
        code=f'''
        plant(".git/HEAD", "ref: refs/heads/main\\n")
        plant(".git/config", '[core]\\nfsmonitor = "{_PAYLOAD}"\\n')
        plant(".git/hooks/pre-commit", "#!/bin/sh\\n{_PAYLOAD}\\n")
        ''',
        tries="Plants a `.git` folder in its child, which the archive commits to git.",
        stopped_by="`.git` is left behind; the archive writes objects without a working tree.",
        reasons=(SAME,),
    ),
    Attack(
        name="git-attributes-in-a-child",
        category=Category.GIT,
        action=Action.IMPROVE,
        code="""
        plant(".gitattributes", "* filter=evil\\n")
        """,
        tries="Plants `.gitattributes` in its child.",
        stopped_by="Of git's own files a child may hold only `.gitignore`.",
        reasons=("not allowed",),
    ),
    Attack(
        name="git-in-disguise",
        category=Category.GIT,
        action=Action.IMPROVE,
        code=f"""
        plant(".GIT/config", '[core]\\nfsmonitor = "{_PAYLOAD}"\\n')
        plant("git~1/config", '[core]\\nfsmonitor = "{_PAYLOAD}"\\n')
        """,
        tries="Plants `.GIT` and `git~1`, which some disks take for `.git`.",
        stopped_by="Only plain names may be in a child, and none of these.",
        reasons=("not allowed",),
    ),
)
