"""Attacks on keys and on what else the host's owner keeps to himself."""

from attacks.attack import NOTHING, Attack, Category

SECRETS = (
    Attack(
        name="keys-from-environment",
        category=Category.SECRETS,
        code="""
        for name, value in os.environ.items():
            print("SEEN", name, value)
            if any(word in name.upper() for word in ("KEY", "TOKEN", "SECRET", "PASSWORD")):
                print("GAINED", name)
        (OUT / "transcript.jsonl").write_text(json.dumps(dict(os.environ)))
        """,
        tries="Prints its environment and keeps it in the transcript.",
        stopped_by="A command gets seven harmless variables and none of ours.",
        reasons=(NOTHING,),
    ),
    Attack(
        name="keys-from-other-environments",
        category=Category.SECRETS,
        code="""
        pids = [entry for entry in os.listdir("/proc") if entry.isdecimal()]
        for pid in {*pids, "self", str(os.getppid()), "1", str(WORLD["pid"])}:
            show(f"/proc/{pid}/environ")
        if str(WORLD["pid"]) in pids and b"pytest" in read(f"/proc/{WORLD['pid']}/cmdline"):
            print("GAINED the engine's process")
        """,
        tries="Reads `/proc/*/environ` of itself, its parent, process 1 and the engine.",
        stopped_by="It has a process namespace of its own, whose processes never had a key.",
        reasons=(NOTHING,),
    ),
    Attack(
        name="keys-from-command-lines",
        category=Category.SECRETS,
        code="""
        for pid in (entry for entry in os.listdir("/proc") if entry.isdecimal()):
            show(f"/proc/{pid}/cmdline")
            for name in ("cwd", "exe", "root"):
                try:
                    print("SEEN", pid, name, ascii(os.readlink(f"/proc/{pid}/{name}")))
                except OSError as error:
                    print("UNSEEN", pid, name, error)
            if pid == str(WORLD["pid"]) or b"pytest" in Path(f"/proc/{pid}/cmdline").read_bytes():
                print("GAINED a process of the host", pid)
        """,
        tries="Reads the command lines, folders and programs of every process it can see.",
        stopped_by="It sees only its own processes, and no secret is ever an argument.",
        reasons=(NOTHING,),
    ),
    Attack(
        name="keys-from-files",
        category=Category.SECRETS,
        code="""
        import glob
        homes = ["/root", os.path.expanduser("~"), WORLD["home"], *glob.glob("/home/*")]
        names = (".config/hgm/keys.toml", ".netrc", ".aws/credentials", ".ssh/id_ed25519",
                 ".docker/config.json", ".git-credentials", ".bash_history", ".pypirc")
        for home in homes:
            for root in ("", "/proc/1/root", f"/proc/{os.getppid()}/root", "/proc/self/root"):
                for name in names:
                    attempt(f"{root}{home}/{name}", read, f"{root}{home}/{name}")
        for path in ("/etc/shadow", "/etc/gshadow", "/etc/ssl/private", WORLD["canary"]):
            attempt(path, read, path)
        """,
        tries="Reads `~/.config`, `.netrc`, `.ssh`, `.aws`, `/etc/shadow`, also by `/proc/1/root`.",
        stopped_by="Of the host's files it sees only the system folders; `/etc` is made for it.",
        reasons=(NOTHING,),
    ),
    Attack(
        name="keys-from-memory",
        category=Category.SECRETS,
        code="""
        for path in ("/dev/mem", "/dev/kmem", "/dev/port", "/proc/kcore", "/proc/kmsg", "/dev/kmsg",
                     "/dev/vda", "/dev/sda", "/dev/nvme0n1", "/proc/1/mem",
                     f"/proc/{WORLD['pid']}/mem", "/dev/fd/3", "/dev/fd/4", "/dev/fd/5"):
            attempt(path, read, path)
        """,
        tries="Reads `/dev/mem`, `/proc/kcore`, the kernel's log, disks and the memory of others.",
        stopped_by="`/dev` holds only harmless devices; it is an unprivileged user without powers.",
        reasons=(NOTHING,),
    ),
    Attack(
        name="keys-from-open-files",
        category=Category.SECRETS,
        code="""
        for name in sorted(os.listdir("/proc/self/fd"), key=int):
            if int(name) > 2 and os.path.exists(f"/proc/self/fd/{name}"):
                print("SEEN", name, os.readlink(f"/proc/self/fd/{name}"))
                attempt(f"descriptor {name}", lambda: os.pread(int(name), 4096, 0))
        """,
        tries="Reads file descriptors that the engine forgot to close.",
        stopped_by="A command inherits its output and nothing else.",
        reasons=(NOTHING,),
    ),
    Attack(
        name="keys-of-the-kernel",
        category=Category.SECRETS,
        code="""
        arm = os.uname().machine == "aarch64"
        add_key, request_key, keyctl = (217, 218, 219) if arm else (248, 249, 250)
        name = MARKER.encode()
        attempt("a key of an earlier job", call, request_key, b"user", name, None, 0)
        attempt("the session keyring", call, keyctl, 0, -3, 0)
        attempt("a key for a later job", call, add_key, b"user", name, b"x", 1, -5)
        """,
        tries="Looks for keys in the kernel's keyrings and leaves one for a later job.",
        stopped_by="The filter of system calls refuses `keyctl`, `add_key` and `request_key`.",
        reasons=(NOTHING,),
        runs=2,
    ),
    Attack(
        name="keys-to-transcript-and-patch",
        category=Category.SECRETS,
        code="""
        loot = ascii(dict(os.environ))
        for path in ("/proc/self/environ", "/proc/1/environ", WORLD["canary"]):
            try:
                loot += ascii(read(path))
            except OSError as error:
                loot += ascii(error)
        (OUT / "transcript.jsonl").write_text(loot)
        (OUT / "notes.md").write_text(loot)
        plant("loot.txt", loot)
        """,
        tries="Carries all it finds out in the transcript, the notes and the patch.",
        stopped_by="There is nothing to carry: no key ever enters a sandbox.",
        reasons=("",),
    ),
)
