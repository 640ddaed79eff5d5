"""Attacks by way of the network and of the host's sockets."""

from attacks.attack import NOTHING, Attack, Category

_NO_NETWORK = "Its network namespace holds one loopback interface that leads nowhere."

NETWORK = (
    Attack(
        name="tcp-to-the-internet",
        category=Category.NETWORK,
        code="""
        for address in (("1.1.1.1", 443), ("8.8.8.8", 53), ("192.0.2.1", 80), ("10.0.2.2", 80)):
            attempt(address, socket.create_connection, address, timeout=1)
        attempt("IPv6", socket.create_connection, ("2606:4700:4700::1111", 443), timeout=1)
        if [name for _, name in socket.if_nameindex()] != ["lo"]:
            print("GAINED an interface", socket.if_nameindex())
        """,
        tries="Opens connections to addresses on the internet, by IPv4 and IPv6.",
        stopped_by=_NO_NETWORK,
        reasons=(NOTHING,),
    ),
    Attack(
        name="tcp-to-the-host",
        category=Category.NETWORK,
        code="""
        gateways = ("127.0.0.1", "0.0.0.0", "172.17.0.1", "10.0.2.2", "host.docker.internal")
        for host in (*gateways, *WORLD["addresses"]):
            attempt(host, socket.create_connection, (host, WORLD["port"]), timeout=1)
        attempt("IPv6", socket.create_connection, ("::1", WORLD["port"]), timeout=1)
        """,
        tries="Connects to a server that listens on the host, by every address the host has.",
        stopped_by="The loopback interface is its own, not the host's; there is no other.",
        reasons=(NOTHING,),
    ),
    Attack(
        name="names",
        category=Category.NETWORK,
        code="""
        for name in ("example.com", "metadata.google.internal", "host.docker.internal"):
            attempt(name, socket.getaddrinfo, name, 80)
        query = bytes.fromhex("abcd01000001000000000000076578616d706c6503636f6d0000010001")
        for server in ("8.8.8.8", "1.1.1.1", "127.0.0.53", "127.0.0.11"):
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
                s.settimeout(0.5)
                def ask():
                    s.sendto(query, (server, 53))
                    return s.recv(512)
                attempt(f"DNS at {server}", ask)
        """,
        tries="Asks name servers, which would also carry secrets out in the names asked for.",
        stopped_by=_NO_NETWORK,
        reasons=(NOTHING,),
    ),
    Attack(
        name="raw-packets",
        category=Category.NETWORK,
        code="""
        attempt("packets", socket.socket, socket.AF_PACKET, socket.SOCK_RAW, 0x0300)
        attempt("ICMP", socket.socket, socket.AF_INET, socket.SOCK_RAW, 1)
        attempt("raw IPv6", socket.socket, socket.AF_INET6, socket.SOCK_RAW, 58)
        """,
        tries="Makes raw sockets to forge packets.",
        stopped_by="It has no capability, so the kernel refuses.",
        reasons=(NOTHING,),
    ),
    Attack(
        name="vsock-to-the-hypervisor",
        category=Category.NETWORK,
        code="""
        def reach(cid):
            with socket.socket(40, socket.SOCK_STREAM) as s:
                s.settimeout(0.3)
                s.connect((cid, WORLD["vsock"]))
                return s.getsockname()
        for cid in (0, 1, 2):
            attempt(f"vsock to {cid}", reach, cid)
        def listen():
            with socket.socket(40, socket.SOCK_STREAM) as s:
                s.bind((0xFFFFFFFF, 0xFFFFFFFF))
                return s.getsockname()
        attempt("a port of this machine", listen)
        """,
        tries="Talks to the host by `AF_VSOCK`, which no network namespace divides.",
        stopped_by="The filter of system calls refuses sockets of that family.",
        reasons=(NOTHING,),
    ),
    Attack(
        name="abstract-socket",
        category=Category.NETWORK,
        code="""
        attempt("abstract", socket.socket(socket.AF_UNIX).connect, "\\0" + WORLD["abstract"])
        """,
        tries="Connects to an abstract Unix socket on which a program of the host listens.",
        stopped_by="Abstract names belong to the network namespace, and it has its own.",
        reasons=(NOTHING,),
    ),
    Attack(
        name="socket-file",
        category=Category.NETWORK,
        code="""
        path = WORLD["socket"]
        for place in (path, "/proc/1/root" + path, f"/proc/{WORLD['pid']}/root{path}"):
            attempt(place, socket.socket(socket.AF_UNIX).connect, place)
        """,
        tries="Connects to a Unix socket file of the host that everybody may use.",
        stopped_by="The host's folders are not there to be named.",
        reasons=(NOTHING,),
    ),
    Attack(
        name="docker-socket",
        category=Category.NETWORK,
        code="""
        for path in ("/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock",
                     "/run/podman/podman.sock", "/run/systemd/private", "/run/snapd.socket",
                     "/run/dbus/system_bus_socket", f"/run/user/{os.getuid()}/docker.sock"):
            attempt(path, socket.socket(socket.AF_UNIX).connect, path)
        """,
        tries="Asks the host's Docker engine, systemd or D-Bus for a program of its own.",
        stopped_by="None of those sockets is shown; Docker's is never mounted.",
        reasons=(NOTHING,),
    ),
    Attack(
        name="cloud-metadata",
        category=Category.NETWORK,
        code="""
        for host in ("169.254.169.254", "169.254.170.2", "100.100.100.200", "fd00:ec2::254"):
            attempt(host, socket.create_connection, (host, 80), timeout=1)
        """,
        tries="Asks the cloud's metadata service for the machine's credentials.",
        stopped_by=_NO_NETWORK,
        reasons=(NOTHING,),
    ),
)
