"""An agent as an image of the Docker engine: what holds it is the container."""

from engine.agents import InvalidAgent
from engine.export.package import Package
from sandbox.engine import connect, engine_trouble
from sandbox.files import File
from sandbox.images import BASE, base_image, build_image

_TOP = "/opt/hgm-agent"
_DOCKERFILE = """\
ARG BASE
FROM ${{BASE}}
COPY {module} {top}/{module}
ENV PYTHONPATH={top} PYTHONDONTWRITEBYTECODE=1 GIT_CONFIG_COUNT=1 \\
    GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0=*
WORKDIR /repository
ENTRYPOINT ["python3", "-m", "{module}", "--no-sandbox"]
"""


def make_image(package: Package, *, base: str = BASE) -> str:
    """Build it from the image that agents run in here, without any network; its name.

    Raises InvalidAgent for an agent that requires packages, SandboxUnavailable.
    """
    if package.requirements:
        raise InvalidAgent(
            "an agent that requires packages cannot be an image: export a wheel, which pip can "
            "install in any image"
        )
    dockerfile = _DOCKERFILE.format(module=package.module, top=_TOP)
    context = {"Dockerfile": File(dockerfile.encode())}
    for name, content in package.files.items():
        if name.startswith(f"{package.module}/"):
            context[name] = File(content)
    engine = connect()
    try:
        own = base_image(engine.api, base)
        built = build_image(engine.api, context, name="agent", base=own)
        with engine_trouble():
            engine.api.tag(built, package.name, package.version)
    finally:
        engine.api.close()
    return f"{package.name}:{package.version}"


def how_to_run(image: str, *, uses_models: bool) -> str:
    """The command, for a shell in a repository, before the task.

    The agent could write whatever is shown to its container: `.git`, whose hooks and settings git
    obeys outside, is read-only. A mount and no volume: Docker would make a folder that is missing.
    """
    network = "-e OPENAI_API_KEY" if uses_models else "--network none"
    git = '--mount "type=bind,source=$PWD/.git,target=/repository/.git,readonly"'
    owner = '--user "$(id -u):$(id -g)"'
    return f'docker run --rm {network} {owner} -v "$PWD:/repository" {git} {image}'
