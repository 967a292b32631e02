"""What search needs in the database. Migrations call ``install``; one that rebuilds ``revision_fact`` or ``revision_questionversion`` in
SQLite, which drops their triggers, calls it again at its end (``tests/revision/test_search.py`` fails until it does).
"""

from typing import Any

# ruff: noqa: S608 (every name in these statements is written here)

FACT_WORDS = "{row}.statement || ' ' || {row}.note || ' ' || {row}.claim || ' ' || {row}.reference"
VERSION_WORDS = """{row}.prompt || ' ' || {row}.explanation || ' ' ||
    coalesce((SELECT group_concat(value, ' ') FROM json_tree({row}.body) WHERE type = 'text'), '')"""

SQLITE = [
    "DROP TRIGGER IF EXISTS revision_fact_said",
    "DROP TRIGGER IF EXISTS revision_fact_changed",
    "DROP TRIGGER IF EXISTS revision_fact_gone",
    "DROP TRIGGER IF EXISTS revision_version_said",
    "DROP TRIGGER IF EXISTS revision_version_gone",
    "DROP TABLE IF EXISTS revision_factwords",
    "DROP TABLE IF EXISTS revision_versionwords",
    "CREATE VIRTUAL TABLE revision_factwords USING fts5(target UNINDEXED, words, tokenize='unicode61 remove_diacritics 2', prefix='2 3')",
    "CREATE VIRTUAL TABLE revision_versionwords USING fts5(words, tokenize='unicode61 remove_diacritics 2', prefix='2 3')",
    f"""CREATE TRIGGER revision_fact_said AFTER INSERT ON revision_fact BEGIN
        INSERT INTO revision_factwords(target, words) VALUES (NEW.id, {FACT_WORDS.format(row="NEW")});
    END""",
    f"""CREATE TRIGGER revision_fact_changed AFTER UPDATE OF statement, note, claim, reference ON revision_fact
    WHEN {FACT_WORDS.format(row="NEW")} <> {FACT_WORDS.format(row="OLD")} BEGIN
        UPDATE revision_factwords SET words = {FACT_WORDS.format(row="NEW")} WHERE target = NEW.id;
    END""",
    """CREATE TRIGGER revision_fact_gone AFTER DELETE ON revision_fact BEGIN
        DELETE FROM revision_factwords WHERE target = OLD.id;
    END""",
    f"""CREATE TRIGGER revision_version_said AFTER INSERT ON revision_questionversion BEGIN
        INSERT INTO revision_versionwords(rowid, words) VALUES (NEW.id, {VERSION_WORDS.format(row="NEW")});
    END""",
    """CREATE TRIGGER revision_version_gone AFTER DELETE ON revision_questionversion BEGIN
        DELETE FROM revision_versionwords WHERE rowid = OLD.id;
    END""",
    f"INSERT INTO revision_factwords(target, words) SELECT fact.id, {FACT_WORDS.format(row='fact')} FROM revision_fact AS fact",
    f"""INSERT INTO revision_versionwords(rowid, words)
        SELECT version.id, {VERSION_WORDS.format(row="version")} FROM revision_questionversion AS version""",
]

FACT_COLUMNS = "statement, note, claim, reference"
VERSION_COLUMNS = "prompt, explanation, body"

POSTGRES = [
    # BEGIN ATOMIC binds names when the function is made; a body in a string would look them up when a dump is restored, and find nothing.
    # Without accents and case, and with a space for whatever stands between words, so that the parser makes the same words as SQLite's.
    r"""CREATE OR REPLACE FUNCTION revision_words(said text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE BEGIN ATOMIC
        SELECT to_tsvector('simple'::regconfig, regexp_replace(
            lower(regexp_replace(normalize(said, NFKD), '[\u0300-\u036f]', '', 'g')),
            '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f]+', ' ', 'g'));
    END""",
    """CREATE OR REPLACE FUNCTION revision_fact_words(statement text, note text, claim text, reference text)
    RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE BEGIN ATOMIC
        SELECT revision_words(statement || ' ' || note || ' ' || claim || ' ' || reference);
    END""",
    r"""CREATE OR REPLACE FUNCTION revision_version_words(prompt text, explanation text, body jsonb)
    RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE BEGIN ATOMIC
        SELECT revision_words(prompt || ' ' || explanation || ' ' ||
            replace(jsonb_path_query_array(body, 'strict $.** ? (@.type() == "string")')::text, '\n', ' '));
    END""",
    "DROP INDEX IF EXISTS revision_fact_words_index",
    "DROP INDEX IF EXISTS revision_version_words_index",
    f"CREATE INDEX revision_fact_words_index ON revision_fact USING gin (revision_fact_words({FACT_COLUMNS}))",
    f"CREATE INDEX revision_version_words_index ON revision_questionversion USING gin (revision_version_words({VERSION_COLUMNS}))",
]

SQLITE_GONE = [statement for statement in SQLITE if statement.startswith("DROP")]
POSTGRES_GONE = [
    "DROP INDEX IF EXISTS revision_fact_words_index",
    "DROP INDEX IF EXISTS revision_version_words_index",
    "DROP FUNCTION IF EXISTS revision_fact_words",
    "DROP FUNCTION IF EXISTS revision_version_words",
    "DROP FUNCTION IF EXISTS revision_words",
]


def install(apps: Any, schema_editor: Any) -> None:
    """Make the index of the database at hand, with what is in it now; made anew where it was there."""
    _run(schema_editor, SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES)


def remove(apps: Any, schema_editor: Any) -> None:
    _run(schema_editor, SQLITE_GONE if schema_editor.connection.vendor == "sqlite" else POSTGRES_GONE)


def _run(schema_editor: Any, statements: list[str]) -> None:
    with schema_editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
