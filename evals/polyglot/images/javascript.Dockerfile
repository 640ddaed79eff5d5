FROM debian:bookworm-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends \
        nodejs jest node-babel7 >/dev/null \
    && rm -rf /var/lib/apt/lists/*
