FROM debian:bookworm-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends \
        python3 python3-pytest >/dev/null \
    && rm -rf /var/lib/apt/lists/*
