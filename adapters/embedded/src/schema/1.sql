-- Times are milliseconds since 1970, money is cents of the euro, dates are YYYY-MM-DD.

-- Facts about the store itself.
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE library (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    isil TEXT,
    pickup INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE closed_date (
    library TEXT NOT NULL REFERENCES library (code) ON DELETE CASCADE,
    date TEXT NOT NULL,
    PRIMARY KEY (library, date)
) WITHOUT ROWID;

CREATE TABLE patron (
    id INTEGER PRIMARY KEY,
    barcode TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    home TEXT NOT NULL REFERENCES library (code),
    kind TEXT NOT NULL,
    language TEXT NOT NULL,
    expires TEXT,
    card_lost INTEGER NOT NULL DEFAULT 0,
    address TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',
    birth_date TEXT NOT NULL DEFAULT ''
);

-- The PIN at rest: an argon2id hash in PHC form.
CREATE TABLE pin (
    patron INTEGER PRIMARY KEY REFERENCES patron (id) ON DELETE CASCADE,
    hash TEXT NOT NULL
);

-- Wrong PINs in a row, and until when no PIN is looked at.
CREATE TABLE pin_throttle (
    patron INTEGER PRIMARY KEY REFERENCES patron (id) ON DELETE CASCADE,
    wrong INTEGER NOT NULL,
    until INTEGER
);

-- Blocks that somebody set; those that follow from rules are not stored.
CREATE TABLE block (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    patron INTEGER NOT NULL REFERENCES patron (id) ON DELETE CASCADE,
    code TEXT NOT NULL,
    text TEXT NOT NULL,
    since INTEGER NOT NULL,
    card_retained INTEGER NOT NULL
);
CREATE INDEX block_patron ON block (patron);

-- The catalogue. `sequence` counts changes, so that whatever is derived from here can catch up; a
-- deleted record stays as a mark. `marc` holds the bytes as they came, last in the row because
-- they are long. `title_key` is the title as it is compared: case, form and spaces folded.
CREATE TABLE record (
    id INTEGER PRIMARY KEY,
    sequence INTEGER NOT NULL UNIQUE,
    changed INTEGER NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0,
    title TEXT NOT NULL,
    title_key TEXT NOT NULL,
    author TEXT,
    marc BLOB
);
CREATE INDEX record_title ON record (title_key);
CREATE INDEX record_changed ON record (changed, id);

-- `state` is what the item is apart from circulation; loan, shelf and transit are seen from
-- `loan`, `hold` and `destination`.
CREATE TABLE item (
    id INTEGER PRIMARY KEY,
    barcode TEXT NOT NULL UNIQUE,
    record INTEGER NOT NULL REFERENCES record (id),
    media_type TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'available',
    home TEXT NOT NULL REFERENCES library (code),
    location TEXT NOT NULL REFERENCES library (code),
    destination TEXT REFERENCES library (code),
    fee INTEGER,
    shelf_mark TEXT,
    collection TEXT,
    age_limit INTEGER,
    properties TEXT
);
CREATE INDEX item_record ON item (record);

-- Open loans only: an ended loan lives on in `checkin` for as long as it can be undone, no longer.
-- `undo` is the state before, for undoing the checkout.
CREATE TABLE loan (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    item INTEGER NOT NULL UNIQUE REFERENCES item (id),
    patron INTEGER NOT NULL REFERENCES patron (id),
    lent INTEGER NOT NULL,
    due INTEGER NOT NULL,
    renewals INTEGER NOT NULL DEFAULT 0,
    recalled INTEGER NOT NULL DEFAULT 0,
    library TEXT NOT NULL,
    undo TEXT
);
CREATE INDEX loan_patron ON loan (patron, due);
CREATE INDEX loan_recalled ON loan (patron) WHERE recalled = 1;

-- The latest return of an item while nothing else happened to it, with the state before.
CREATE TABLE checkin (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    item INTEGER NOT NULL UNIQUE REFERENCES item (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    undo TEXT NOT NULL
);

-- `item` is the copy asked for (none: any of the title), `copy` the one that is kept or on its way.
-- The queue is in the order of the ids.
CREATE TABLE hold (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    patron INTEGER NOT NULL REFERENCES patron (id),
    record INTEGER NOT NULL REFERENCES record (id),
    item INTEGER REFERENCES item (id),
    copy INTEGER UNIQUE REFERENCES item (id),
    status TEXT NOT NULL DEFAULT 'waiting',
    pickup TEXT NOT NULL REFERENCES library (code),
    placed INTEGER NOT NULL,
    expires INTEGER,
    ready_until INTEGER
);
CREATE INDEX hold_record ON hold (record, id);
CREATE INDEX hold_patron ON hold (patron, id);
CREATE INDEX hold_expires ON hold (expires) WHERE expires IS NOT NULL;
CREATE INDEX hold_ready_until ON hold (ready_until) WHERE ready_until IS NOT NULL;

-- `amount` is what is still to be paid.
CREATE TABLE fee (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    patron INTEGER NOT NULL REFERENCES patron (id),
    type TEXT NOT NULL,
    charged INTEGER NOT NULL,
    amount INTEGER NOT NULL CHECK (amount >= 0),
    text TEXT NOT NULL,
    created INTEGER NOT NULL,
    item TEXT
);
CREATE INDEX fee_unpaid ON fee (patron, id, amount) WHERE amount > 0;

CREATE TABLE payment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    patron INTEGER NOT NULL REFERENCES patron (id),
    amount INTEGER NOT NULL,
    balance INTEGER NOT NULL,
    account TEXT,
    transaction_id TEXT,
    method TEXT NOT NULL,
    at INTEGER NOT NULL
);
CREATE INDEX payment_transaction ON payment (transaction_id) WHERE transaction_id IS NOT NULL;

CREATE TABLE staff_notice (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    text TEXT NOT NULL,
    item TEXT,
    patron TEXT
);

-- The ledger of changes: a key, what was asked, what was answered.
CREATE TABLE operation (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    fingerprint BLOB NOT NULL,
    refused INTEGER NOT NULL,
    answer TEXT NOT NULL,
    created INTEGER NOT NULL
);
