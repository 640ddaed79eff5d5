#!/bin/sh
# Called in the exercise's folder; leaves the report in /report.
export GO111MODULE=on GOFLAGS= GOPROXY=off GOSUMDB=off GOWORK=off GOENV=off CGO_ENABLED=0
go test -json ./... >/report/report.jsonl
status=$?
cat /report/report.jsonl 2>/dev/null
exit $status
