"""Attacks by processes that do not die and by powers that are not theirs."""

from attacks.attack import KILLED, NOTHING, TIME, Attack, Category

_DEAD = "All processes are in one namespace, which is killed before the command counts as ended."
_NO_POWERS = "It has no capability, can gain none, and may make no namespaces of users."


def _power(
    name: str, tries: str, code: str, *reasons: str, stopped_by: str, task: str = "target"
) -> Attack:
    return Attack(
        name=name,
        category=Category.POWERS,
        code=code,
        tries=tries,
        stopped_by=stopped_by,
        reasons=reasons,
        task=task,
    )


POWERS = (
    _power(
        "child-in-background",
        "Leaves a child running.",
        "subprocess.Popen(['sh', '-c', 'sleep 1000; true', MARKER])",
        NOTHING,
        stopped_by=_DEAD,
    ),
    _power(
        "daemon",
        "Leaves a daemon by a double fork and a session of its own that ignores signals.",
        "daemon('import time; time.sleep(1000)')\ntime.sleep(0.05)",
        NOTHING,
        stopped_by=_DEAD,
    ),
    _power(
        "many-daemons",
        "Leaves daemons that start one another anew for ever.",
        """
        daemon('''
        import os, sys, time
        while True:
            if os.fork():
                os._exit(0)
            os.setsid()
            time.sleep(0.001)
        ''')
        time.sleep(0.1)
        """,
        NOTHING,
        stopped_by=_DEAD,
    ),
    _power(
        "ignored-sigterm",
        "Ignores every signal that can be ignored and never ends.",
        """
        for number in range(1, 32):
            if number not in (signal.SIGKILL, signal.SIGSTOP):
                signal.signal(number, signal.SIG_IGN)
        while True:
            time.sleep(1000)
        """,
        TIME,
        stopped_by="What runs out of time is killed, not asked.",
        task="hasty",
    ),
    _power(
        "stopped-processes",
        "Leaves stopped processes, and one that is traced.",
        """
        child = subprocess.Popen(["sh", "-c", "sleep 1000; true", MARKER], start_new_session=True)
        child.send_signal(signal.SIGSTOP)
        traced = os.fork()
        if not traced:
            LIBC.ptrace(0, 0, 0, 0)
            os.kill(os.getpid(), signal.SIGSTOP)
            time.sleep(1000)
        time.sleep(0.1)
        """,
        NOTHING,
        stopped_by=_DEAD,
    ),
    _power(
        "stop-itself",
        "Stops itself, so that it neither ends nor uses time.",
        "os.kill(os.getpid(), signal.SIGSTOP)",
        TIME,
        stopped_by="It is the clock on the wall that counts.",
        task="hasty",
    ),
    _power(
        "kill-everything",
        "Kills every process it can.",
        """
        print("TRIED", flush=True)
        for pid in (-1, WORLD["pid"], os.getppid(), 1):
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError as error:
                print("REFUSED", pid, error)
        """,
        NOTHING,
        KILLED,
        stopped_by="It sees only its own processes; the first cannot be killed from inside.",
    ),
    _power(
        "signal-process-1",
        "Sends every signal to process 1, to its parent and to the engine's number.",
        """
        numbers = [number for number in range(1, 65) if number not in (32, 33)]
        for number in numbers:
            if number not in (signal.SIGKILL, signal.SIGSTOP):
                # An init process passes on what it is sent.
                signal.signal(number, signal.SIG_IGN)
        for number in numbers:
            for pid in {1, WORLD["pid"]}:
                try:
                    os.kill(pid, number)
                except OSError as error:
                    print("REFUSED", pid, number, error)
        if not os.path.exists("/proc/1/status"):
            print("GAINED the death of process 1")
        """,
        NOTHING,
        stopped_by="The first process is immune to signals from inside; the engine is outside.",
    ),
    _power(
        "trace-process-1",
        "Attaches a debugger to process 1 and to the engine, and reads their memory.",
        """
        for pid in (1, WORLD["pid"], os.getppid()):
            attempt(f"memory of {pid}", read, f"/proc/{pid}/mem")
            show(f"/proc/{pid}/maps")
        attempt("trace the engine", call, "ptrace", 16, WORLD["pid"], 0, 0)
        print("SEEN", call("ptrace", 16, 1, 0, 0), ctypes.get_errno())
        """,
        NOTHING,
        TIME,
        "exited with",
        stopped_by="Process 1 of a sandbox knows nothing; the engine has no number inside.",
        task="hasty",
    ),
    _power(
        "namespaces",
        "Makes namespaces of its own, in which it would be root.",
        """
        for name, flag in (("user", 0x10000000), ("user and net", 0x50000000),
                           ("user and mount", 0x10020000), ("mount", 0x20000), ("pid", 0x20000000)):
            attempt(name, call, "unshare", flag)
        for name in ("net", "mnt", "user", "pid"):
            for pid in (1, WORLD["pid"]):
                try:
                    descriptor = os.open(f"/proc/{pid}/ns/{name}", os.O_RDONLY)
                except OSError as error:
                    print("REFUSED", name, pid, error)
                else:
                    attempt(f"join {name} of {pid}", call, "setns", descriptor, 0)
        """,
        NOTHING,
        stopped_by=_NO_POWERS,
    ),
    _power(
        "mounts",
        "Mounts, mounts anew for writing, takes mounts away and swaps the root.",
        """
        attempt("tmpfs", call, "mount", b"none", b"/app", b"tmpfs", 0, None)
        attempt("bind", call, "mount", b"/usr", b"/app", None, 4096, None)
        attempt("remount", call, "mount", None, b"/", None, 32, None)
        attempt("remount bind", call, "mount", None, b"/usr", None, 32 | 4096, None)
        attempt("tree", call, "mount", None, b"/hgm/agent", None, 32 | 4096, None)
        attempt("umount", call, "umount2", b"/hgm/agent", 2)
        attempt("proc", call, "mount", b"proc", b"/tmp", b"proc", 0, None)
        attempt("overlay", call, "mount", b"x", b"/tmp", b"overlay", 0,
                b"lowerdir=/usr,upperdir=/app,workdir=/hgm/out")
        attempt("pivot", call, 41 if os.uname().machine == "aarch64" else 155, b"/app", b"/app")
        """,
        NOTHING,
        stopped_by=_NO_POWERS,
    ),
    _power(
        "chroot",
        "Leaves its root folder by `chroot`, and by descriptors of folders.",
        """
        os.mkdir("/tmp/jail")
        attempt("chroot", os.chroot, "/tmp/jail")
        root = os.open("/", os.O_RDONLY)
        for _ in range(30):
            os.chdir("..")
        os.fchdir(root)
        up = "../" * 30
        attempt("canary", read, up + WORLD["canary"])
        handle = ctypes.create_string_buffer(bytes([128, 0, 0, 0, 1, 0, 0, 0]) + bytes(128))
        attempt("handle", call, "open_by_handle_at", root, handle, 0)
        """,
        NOTHING,
        stopped_by=_NO_POWERS,
    ),
    _power(
        "kernel-settings",
        "Writes to `/proc/sys`, `/sys`, `core_pattern`, control groups and SysRq.",
        """
        paths = [f"/proc/sys/{name}" for name in (
            "kernel/core_pattern", "kernel/hostname", "kernel/modprobe", "vm/drop_caches",
            "fs/file-max", "fs/binfmt_misc/register", "net/ipv4/ip_forward")]
        paths += [f"/sys/{name}" for name in (
            "kernel/uevent_helper", "fs/cgroup/release_agent", "fs/cgroup/cgroup.procs",
            "fs/cgroup/memory.max", "power/state")]
        paths += ["/proc/sysrq-trigger", "/proc/irq/0/smp_affinity"]
        for path in paths:
            attempt(path, write, path, "1")
        attempt("cgroup", os.mkdir, "/sys/fs/cgroup/agent")
        """,
        NOTHING,
        stopped_by="It is an unprivileged user; `/proc/sys` and `/sys` are read-only or not there.",
    ),
    _power(
        "kernel-doors",
        "Uses calls with a history of holes: `bpf`, `perf`, `userfaultfd`, `io_uring`, modules.",
        """
        arm = os.uname().machine == "aarch64"
        numbers = dict(bpf=280, perf=241, userfaultfd=282, io_uring=425, module=105, kexec=104,
                       reboot=142, swapon=224, acct=89, settime=170) if arm else dict(
                       bpf=321, perf=298, userfaultfd=323, io_uring=425, module=175, kexec=246,
                       reboot=169, swapon=167, acct=163, settime=164)
        room = ctypes.create_string_buffer(256)
        for name, number in numbers.items():
            first = 0xDEAD if name == "reboot" else 0
            second = 0xBEEF if name == "reboot" else room
            attempt(name, call, number, first if name != "io_uring" else 1, second, 64, 0, 0)
        attempt("userfaultfd", call, numbers["userfaultfd"], 1)
        attempt("x32", call, 0x40000000 + 250, 0, -3, 0) if not arm else None
        """,
        NOTHING,
        stopped_by="A filter refuses some of them; the others need capabilities.",
    ),
    _power(
        "become-root",
        "Becomes root by `setuid`, by set-user-ID programs and by changing owners.",
        """
        if os.getuid() == 0:
            print("SEEN that it is root inside")
        attempt("setuid", os.setuid, 0)
        attempt("setgroups", os.setgroups, [0])
        write("/tmp/program", "x")
        attempt("chown", os.chown, "/tmp/program", 0, 0)
        for word in (["sudo", "-n", "id"], ["su", "-c", "id"], ["pkexec", "id"], ["newgrp", "root"],
                     ["mount", "-o", "remount,rw", "/"]):
            def run():
                subprocess.run(word, check=True, timeout=2, stdin=subprocess.DEVNULL)
            attempt(word, run)
        if "NoNewPrivs:\\t1" not in Path("/proc/self/status").read_text():
            print("GAINED new privileges")
        """,
        NOTHING,
        stopped_by="`no_new_privs` makes set-user-ID bits void; no other user exists inside.",
    ),
    _power(
        "type-into-the-terminal",
        "Types commands into the terminal from which the engine was started.",
        """
        import fcntl
        def type_in(descriptor):
            for letter in b"touch " + WORLD["pwned"].encode() + b"\\n":
                fcntl.ioctl(descriptor, 0x5412, bytes([letter]))
        for descriptor in (0, 1, 2):
            attempt(f"descriptor {descriptor}", type_in, descriptor)
        attempt("terminal", lambda: type_in(os.open("/dev/tty", os.O_RDWR)))
        attempt("console", lambda: type_in(os.open("/dev/console", os.O_RDWR)))
        if os.read(0, 1):
            print("GAINED input")
        """,
        NOTHING,
        stopped_by="It has a session of its own without a terminal, and empty input.",
    ),
    _power(
        "meet-another-sandbox",
        "Leaves files, queues and sockets for its next run to find.",
        """
        for place in ("/tmp", "/dev/shm", "/app", "/hgm/out", "/var/tmp", "/run"):
            if os.path.isdir(place) and any(MARKER in name for name in os.listdir(place)):
                print("GAINED", place)
            try:
                write(f"{place}/{MARKER}")
            except OSError as error:
                print("REFUSED", place, error)
        if LIBC.msgget(4711, 0) >= 0 or LIBC.shmget(4711, 1, 0) >= 0:
            print("GAINED a queue")
        LIBC.msgget(4711, 0o1666)
        LIBC.shmget(4711, 4096, 0o1666)
        os.unlink(REPOSITORY / MARKER)
        """,
        NOTHING,
        stopped_by="Every sandbox has folders and an IPC namespace of its own.",
    ),
)
