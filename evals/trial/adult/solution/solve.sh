#!/bin/sh
set -e
cp -R "$HGM_ROOT/solution/app/." "$HGM_ROOT/app/"
