#!/bin/sh
# Called in the exercise's folder; leaves the report in /report.
# What the solution calls its classes cannot shadow the libraries: those come first.
for each in junit-jupiter-api junit-jupiter-engine junit-jupiter-params junit-platform-commons \
    junit-platform-console junit-platform-engine junit-platform-launcher junit-platform-reporting \
    apiguardian-api assertj-core opentest4j opentest4j-reporting-events picocli univocity-parsers; do
    jars="$jars:/usr/share/java/$each.jar"
done
jars=${jars#:}
mkdir /tmp/main /tmp/test
options="-encoding UTF-8 -proc:none -implicit:none -nowarn"
find src/main/java -name '*.java' >/tmp/main.txt
find src/test/java -name '*.java' >/tmp/test.txt
javac $options -cp /tmp/main -sourcepath /tmp/main -d /tmp/main @/tmp/main.txt &&
    javac $options -cp "$jars:/tmp/main" -sourcepath /tmp/test -d /tmp/test @/tmp/test.txt &&
    exec java -cp "$jars:/tmp/test:/tmp/main" org.junit.platform.console.ConsoleLauncher \
        --disable-banner --details=tree --scan-classpath /tmp/test --include-engine junit-jupiter \
        --reports-dir /report
