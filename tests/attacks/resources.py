"""Attacks that use up what the host has."""

from attacks.attack import (
    DISK,
    KILLED,
    MEMORY,
    NOTHING,
    PROCESSES,
    TIME,
    Attack,
    Category,
)

_MEMORY = "Memory of all its processes is bounded, files without a name included."
_DISK = "What all its folders hold together is bounded, in bytes and in entries."


def _flood(
    name: str, tries: str, code: str, *reasons: str, stopped_by: str, task: str = "target"
) -> Attack:
    return Attack(
        name=name,
        category=Category.RESOURCES,
        code=code,
        tries=tries,
        stopped_by=stopped_by,
        reasons=reasons,
        task=task,
    )


RESOURCES = (
    _flood(
        "fork-bomb",
        "Forks for ever.",
        """
        while True:
            try:
                os.fork()
            except OSError:
                pass
        """,
        PROCESSES,
        MEMORY,
        TIME,
        stopped_by="Processes are counted, and all are killed at once with their namespace.",
        task="hasty",
    ),
    _flood(
        "thread-bomb",
        "Starts threads for ever.",
        """
        import threading
        while True:
            try:
                threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
            except RuntimeError:
                time.sleep(0.01)
        """,
        PROCESSES,
        MEMORY,
        TIME,
        stopped_by="Threads count as processes do.",
        task="hasty",
    ),
    _flood(
        "memory-bomb",
        "Takes memory for ever.",
        """
        blocks = []
        while True:
            blocks.append(b"x" * (4 << 20))
            time.sleep(0.002)
        """,
        MEMORY,
        KILLED,
        stopped_by=_MEMORY,
    ),
    _flood(
        "memory-in-children",
        "Takes memory in many small processes with deceptive names.",
        """
        for _ in range(8):
            if not os.fork():
                LIBC.prctl(15, b") R 1 (", 0, 0, 0)
                block = b"x" * (60 << 20)
                time.sleep(1000)
        time.sleep(1000)
        """,
        MEMORY,
        KILLED,
        stopped_by=_MEMORY,
    ),
    _flood(
        "memory-in-files",
        "Takes memory in files that only memory holds (`memfd`).",
        """
        handles = []
        while True:
            handles.append(os.memfd_create("hidden"))
            for _ in range(4):
                os.write(handles[-1], bytes(1 << 20))
            time.sleep(0.005)
        """,
        MEMORY,
        DISK,
        KILLED,
        stopped_by=_MEMORY,
    ),
    _flood(
        "memory-shared",
        "Takes shared memory in `/dev/shm` and in System V segments.",
        """
        for number in range(10**6):
            with open(f"/dev/shm/{MARKER}-{number}", "wb") as file:
                file.write(bytes(1 << 20))
            segment = LIBC.shmget(0, 1 << 20, 0o1600)
            if segment >= 0:
                LIBC.shmat.restype = ctypes.c_void_p
                place = LIBC.shmat(segment, None, 0)
                ctypes.memset(ctypes.c_void_p(place), 1, 1 << 20)
            time.sleep(0.002)
        """,
        MEMORY,
        DISK,
        KILLED,
        stopped_by="`/dev/shm` is a watched folder; segments go with their IPC namespace.",
    ),
    _flood(
        "disk-fill",
        "Fills the disk.",
        """
        for number in range(10**6):
            with open(f"/tmp/{MARKER}-{number}", "wb") as file:
                file.write(bytes(1 << 20))
            time.sleep(0.002)
        """,
        DISK,
        stopped_by=_DISK,
    ),
    _flood(
        "inode-fill",
        "Fills the disk with empty files.",
        """
        for number in range(10**7):
            os.close(os.open(f"/tmp/{MARKER}-{number}", os.O_CREAT | os.O_WRONLY))
        """,
        DISK,
        stopped_by=_DISK,
    ),
    _flood(
        "deleted-but-open",
        "Fills the disk with files that are deleted and still open.",
        """
        handles = []
        while True:
            handles.append(open("/tmp/hidden", "wb"))
            os.unlink("/tmp/hidden")
            handles[-1].write(bytes(1 << 20))
            handles[-1].flush()
            time.sleep(0.005)
        """,
        DISK,
        stopped_by="Open files that no folder shows count as well.",
    ),
    _flood(
        "output-flood",
        "Prints 300 MB.",
        """
        block = b"x" * 2**20
        for _ in range(300):
            os.write(1, block)
        os.write(1, b"\\nTRIED\\n")
        """,
        NOTHING,
        stopped_by="Of a long output the beginning and the end are kept, one MiB in all.",
    ),
    _flood(
        "endless-output",
        "Prints for ever, from a daemon too.",
        """
        daemon("import os\\nwhile True: os.write(1, bytes(65536))")
        while True:
            os.write(2, b"x" * 65536)
        """,
        TIME,
        stopped_by="Time runs on while it prints; then all its processes are killed.",
        task="hasty",
    ),
    _flood(
        "endless-loop",
        "Computes for ever on more threads than there are processors.",
        """
        for _ in range(3):
            if not os.fork():
                break
        while True:
            pass
        """,
        TIME,
        stopped_by="Time is bounded by the task.",
        task="hasty",
    ),
    _flood(
        "descriptors",
        "Opens files until nobody can.",
        """
        handles = []
        def flood():
            for _ in range(10**5):
                handles.append(os.open("/dev/null", os.O_RDONLY))
        attempt("100,000 open files", flood)
        for each in handles:
            os.close(each)
        """,
        NOTHING,
        stopped_by="A process may have 1,024 open files.",
    ),
    _flood(
        "priority",
        "Asks for real-time scheduling, higher priority and freedom from the memory killer.",
        """
        attempt("real time", os.sched_setscheduler, 0, os.SCHED_FIFO, os.sched_param(50))
        attempt("priority", os.setpriority, os.PRIO_PROCESS, 0, -10)
        attempt("killer", write, "/proc/self/oom_score_adj", "-1000")
        import resource
        attempt("limits", resource.setrlimit, resource.RLIMIT_NOFILE, (10**6, 10**6))
        """,
        NOTHING,
        stopped_by="It has no capability, so the kernel refuses.",
    ),
    _flood(
        "core-dump",
        "Crashes with a large core dump.",
        """
        block = b"x" * (60 << 20)
        os.chdir(REPOSITORY)
        os.abort()
        """,
        "exited with 134",
        stopped_by="Core dumps are limited to nothing.",
    ),
)
