FROM debian:bookworm-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends \
        golang-go >/dev/null \
    && rm -rf /var/lib/apt/lists/*
