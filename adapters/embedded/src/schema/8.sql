-- Requests of inter-library loan. `name` is the borrower's name of it now, `supplying` the lender's;
-- `item` the barcode of the copy, `conditions` the lender's, as JSON. `received` to `renewal_wished`
-- are what beside the state decides what may follow. `closed` is since when nothing follows any more,
-- as long as it is known whose it was.
CREATE TABLE ill_request (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    role TEXT NOT NULL,
    peer TEXT NOT NULL,
    name TEXT NOT NULL,
    supplying TEXT,
    version TEXT NOT NULL,
    service TEXT NOT NULL,
    state TEXT NOT NULL,
    title TEXT NOT NULL,
    author TEXT,
    record INTEGER REFERENCES record (id),
    patron INTEGER REFERENCES patron (id),
    pickup TEXT,
    item TEXT,
    due INTEGER,
    reason TEXT,
    note TEXT,
    url TEXT,
    conditions TEXT NOT NULL DEFAULT '[]',
    renewable INTEGER NOT NULL DEFAULT 1,
    received INTEGER NOT NULL DEFAULT 0,
    returned INTEGER NOT NULL DEFAULT 0,
    cancel_wished INTEGER NOT NULL DEFAULT 0,
    renewal_wished INTEGER NOT NULL DEFAULT 0,
    closed INTEGER
);
CREATE INDEX ill_request_state ON ill_request (state, id);
CREATE INDEX ill_request_item ON ill_request (item) WHERE item IS NOT NULL;
CREATE INDEX ill_request_closed ON ill_request (closed) WHERE closed IS NOT NULL;

-- Every name that a request has had: tried again, it gets another. `digest` is of what the partner
-- asked for under it; names that we gave have none.
CREATE TABLE ill_name (
    peer TEXT NOT NULL,
    name TEXT NOT NULL,
    request INTEGER NOT NULL REFERENCES ill_request (id),
    digest BLOB,
    PRIMARY KEY (peer, name)
) WITHOUT ROWID;

-- The messages of requests, as JSON in our words, in the order of their ids. `digest` is of one that a
-- partner sent, so that it is taken once. The others stand in the outbox: `delivery` is `waiting`,
-- `confirmed`, `refused` or `given_up`; `next`, of the first that waits of each request, is when it is
-- tried next; `since` is from when the time is counted after which it is given up.
CREATE TABLE ill_message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    request INTEGER NOT NULL REFERENCES ill_request (id),
    at INTEGER NOT NULL,
    body TEXT NOT NULL,
    digest BLOB,
    delivery TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    since INTEGER,
    next INTEGER,
    error TEXT
);
CREATE INDEX ill_message_request ON ill_message (request, id);
CREATE INDEX ill_message_digest ON ill_message (request, digest) WHERE digest IS NOT NULL;
CREATE INDEX ill_message_waiting ON ill_message (request, id) WHERE delivery = 'waiting';
CREATE INDEX ill_message_next ON ill_message (next) WHERE next IS NOT NULL;
CREATE INDEX ill_message_undelivered ON ill_message (id)
    WHERE delivery IN ('refused', 'given_up');
