FROM debian:bookworm-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends \
        catch2 cmake g++ libboost-date-time-dev make >/dev/null \
    && rm -rf /var/lib/apt/lists/*
