"""What the database is besides its tables: its version, its triggers, and how it grew."""

SCHEMA_VERSION = 4

# What the record says once, it says for good: the database itself refuses anything else.
TRIGGERS = tuple(
    f"CREATE TRIGGER {table}_{verb} BEFORE {verb} ON {table} {condition}"
    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    for table, verb, condition in (
        ("agent", "UPDATE", ""),
        ("agent", "DELETE", ""),
        ("evaluation", "UPDATE", "WHEN OLD.verdict IS NOT NULL "),
        ("evaluation", "DELETE", ""),
        ("expansion", "UPDATE", "WHEN OLD.outcome IS NOT NULL "),
        ("expansion", "DELETE", ""),
        ("exchange", "UPDATE", ""),
        ("exchange", "DELETE", ""),
    )
)

# From each older schema to the next one.
MIGRATIONS = {
    1: (
        "ALTER TABLE evaluation ADD COLUMN flags VARCHAR NOT NULL DEFAULT ''",
        "CREATE TABLE exchange (job INTEGER NOT NULL, number INTEGER NOT NULL, "
        "content VARCHAR NOT NULL, role VARCHAR NOT NULL, model VARCHAR NOT NULL, "
        "input_tokens INTEGER NOT NULL, cached_tokens INTEGER NOT NULL, "
        "output_tokens INTEGER NOT NULL, PRIMARY KEY (job, number))",
        *(trigger for trigger in TRIGGERS if " exchange_" in trigger),
    ),
    2: ("ALTER TABLE exchange ADD COLUMN cost INTEGER NOT NULL DEFAULT 0",),
    3: (
        "CREATE TABLE IF NOT EXISTS checkpoint "
        "(id INTEGER NOT NULL, content BLOB NOT NULL, PRIMARY KEY (id))",
    ),
}
