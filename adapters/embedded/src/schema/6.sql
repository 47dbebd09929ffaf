-- Where each harvest from elsewhere stands, in words of the harvester.
CREATE TABLE harvest (
    source TEXT PRIMARY KEY,
    place  TEXT NOT NULL
) WITHOUT ROWID;

-- What came from where: the record that an identifier of a source is here, and the number of the
-- harvest that saw it last, so that a full one knows what is gone.
CREATE TABLE harvested (
    source     TEXT NOT NULL,
    identifier TEXT NOT NULL,
    record     INTEGER NOT NULL REFERENCES record (id),
    seen       INTEGER NOT NULL,
    PRIMARY KEY (source, identifier)
) WITHOUT ROWID;
