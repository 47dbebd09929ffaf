-- Copies that partners have sent for a while. (agency, request) is the partner's request, `patron` for
-- whom it was sent, `due` when it must be back.
CREATE TABLE temporary_item (
    item INTEGER PRIMARY KEY REFERENCES item (id) ON DELETE CASCADE,
    agency TEXT NOT NULL,
    request TEXT NOT NULL,
    patron INTEGER NOT NULL REFERENCES patron (id),
    due INTEGER,
    renewable INTEGER NOT NULL,
    UNIQUE (agency, request)
);

-- The record of such a copy: searches find it, harvesters are never told of it, not even when it is
-- gone.
ALTER TABLE record ADD COLUMN temporary INTEGER NOT NULL DEFAULT 0;
CREATE INDEX record_temporary ON record (changed) WHERE temporary = 1;
