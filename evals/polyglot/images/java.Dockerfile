FROM debian:bookworm-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends \
        junit5 libassertj-core-java libpicocli-java openjdk-17-jdk-headless >/dev/null \
    && rm -rf /var/lib/apt/lists/*
