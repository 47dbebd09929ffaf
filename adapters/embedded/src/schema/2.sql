-- Which method of the port an entry of the ledger is of; empty for those of version 1.
ALTER TABLE operation ADD COLUMN method TEXT NOT NULL DEFAULT '';
