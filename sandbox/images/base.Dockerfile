# Where tasks and agents run that ask for no image of their own: a small system with a Python.
ARG BASE=debian:bookworm-slim
FROM ${BASE}
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3 git \
    && rm -rf /var/lib/apt/lists/* /usr/share/doc /usr/share/man
