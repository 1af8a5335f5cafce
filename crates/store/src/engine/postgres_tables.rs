//! The tables of a database. They say what those of a file do; where PostgreSQL has a word for it, it is used.

/// Version of the tables that are truth.
pub(super) const VERSION: i64 = 1;

/// Texts that may be long are not in a B-tree, which takes no entry above a third of a page; that they are there once is
/// seen to by the one writer at a time.
pub(super) const TRUTH: &str = "
CREATE TABLE meta(key TEXT PRIMARY KEY, value BIGINT NOT NULL);
CREATE TABLE source(
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sha256 BYTEA NOT NULL UNIQUE CHECK (octet_length(sha256) = 32),
    bytes BYTEA NOT NULL,
    size BIGINT NOT NULL,
    media TEXT NOT NULL
);
-- The bytes are compressed already.
ALTER TABLE source ALTER bytes SET STORAGE EXTERNAL;
CREATE TABLE sighting(
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source BIGINT NOT NULL REFERENCES source(id),
    given TEXT NOT NULL,
    origin TEXT NOT NULL,
    received TEXT NOT NULL,
    response TEXT
);
CREATE INDEX ON sighting(source);
CREATE TABLE decision(
    id BIGINT PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    why TEXT NOT NULL,
    act TEXT NOT NULL
);
CREATE TABLE watch(key TEXT COLLATE \"C\" PRIMARY KEY, value TEXT NOT NULL);
CREATE FUNCTION only_appended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only appended', TG_TABLE_NAME;
END $$;
CREATE TRIGGER source_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON source EXECUTE FUNCTION only_appended();
CREATE TRIGGER sighting_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON sighting EXECUTE FUNCTION only_appended();
CREATE TRIGGER decision_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON decision EXECUTE FUNCTION only_appended();
";

/// Names of the derived tables, each after those that refer to it.
pub(super) const DERIVED: [&str; 6] = ["claim", "stretch", "name", "private", "reading", "report"];

/// `@` stands for the side. A claim's words and marks are one `tsvector`: a mark begins with `#`, which no word does.
pub(super) const DERIVED_TABLES: &str = "
CREATE TABLE @report(
    source BIGINT PRIMARY KEY REFERENCES source(id),
    sighting BIGINT NOT NULL REFERENCES sighting(id),
    publisher TEXT,
    published TEXT,
    lang TEXT,
    title TEXT,
    claims BIGINT NOT NULL
);
CREATE TABLE @reading(source BIGINT PRIMARY KEY REFERENCES source(id), body BYTEA NOT NULL);
CREATE TABLE @private(source BIGINT NOT NULL REFERENCES source(id), name TEXT NOT NULL, minor BIGINT NOT NULL);
CREATE INDEX ON @private(source);
CREATE TABLE @name(
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    text TEXT NOT NULL,
    words TSVECTOR,
    lon DOUBLE PRECISION,
    lat DOUBLE PRECISION
);
CREATE INDEX ON @name USING hash(text);
CREATE INDEX ON @name USING gin(words);
CREATE INDEX ON @name(lat, lon);
CREATE TABLE @stretch(
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    first BIGINT NOT NULL,
    last BIGINT NOT NULL,
    UNIQUE (first, last)
);
CREATE TABLE @claim(id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL);
CREATE INDEX ON @claim USING gin(words);
";
