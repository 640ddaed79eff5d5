#!/bin/sh
# Called in the exercise's folder, whose name upstream's CMakeLists.txt builds on; leaves the report
# in /report. Only the tests' program is made: making all would run it as well. EXERCISM_TEST_SUITE is
# upstream's word for a Catch that is built already, which halves the time; debug information, which
# nobody reads, is left out.
name=$(basename "$PWD")
cmake -S . -B /tmp/build -G "Unix Makefiles" -DEXERCISM_RUN_ALL_TESTS=1 \
    -DEXERCISM_TEST_SUITE=1 -DCMAKE_CXX_FLAGS_DEBUG= &&
    make -C /tmp/build -j 2 "$name" &&
    "/tmp/build/$name" --reporter junit --out /report/report.xml
status=$?
cat /report/report.xml 2>/dev/null
exit $status
