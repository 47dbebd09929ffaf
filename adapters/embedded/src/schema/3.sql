-- The bytes of a record stand in a table of their own, so that lists of changes never walk over
-- them. `control` is the record's number where it comes from, as MARC writes it: the agency (003) in
-- parentheses, then the number (001); of a record without 001, a digest of its bytes. `format` is
-- `iso2709` or `marcxml`. A deleted record has no bytes.
ALTER TABLE record DROP COLUMN marc;
ALTER TABLE record ADD COLUMN control TEXT;
CREATE UNIQUE INDEX record_control ON record (control) WHERE control IS NOT NULL;

CREATE TABLE marc (
    record INTEGER PRIMARY KEY REFERENCES record (id),
    format TEXT NOT NULL,
    bytes BLOB NOT NULL
);

-- Names this catalogue among all, so that no index of another is taken for its own.
INSERT INTO setting (name, value) VALUES ('catalogue', lower(hex(randomblob(8))));
