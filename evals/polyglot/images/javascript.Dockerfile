FROM debian:bookworm-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends \
        jest node-babel7 nodejs >/dev/null \
    && rm -rf /var/lib/apt/lists/*
# What the exercises' babel.config.js asks for, so that agents can run tests of their own.
RUN cd /usr/share/nodejs && mkdir -p @exercism/babel-preset-javascript \
    && printf '%s\n' 'const env = require("@babel/preset-env");' \
        'module.exports = () => ({ presets: [[env, { targets: { node: "current" } }]] });' \
        >@exercism/babel-preset-javascript/index.js
