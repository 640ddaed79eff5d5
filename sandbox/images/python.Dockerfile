# The Python that agents run on in any task's image: see make_python.py.
ARG BASE=debian:bookworm-slim
FROM ${BASE}
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3 patchelf binutils \
    && rm -rf /var/lib/apt/lists/*
COPY make_python.py /
RUN python3 /make_python.py /hgm/python
