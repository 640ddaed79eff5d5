#!/bin/sh
# Called in the exercise's folder; leaves the report in /report.
export CARGO_HOME=/tmp/cargo CARGO_TARGET_DIR=/tmp/target
exec cargo test --offline --no-fail-fast -- --include-ignored >/report/report.txt
