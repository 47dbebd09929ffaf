-- By what harvesters choose, read out of the record: `media_type` by its name in the consortium API,
-- `language` by its code of three letters. `suppressed` records are kept, but hidden from the
-- public (942 $n): to harvesters they are gone.
ALTER TABLE record ADD COLUMN media_type TEXT;
ALTER TABLE record ADD COLUMN language TEXT;
ALTER TABLE record ADD COLUMN suppressed INTEGER NOT NULL DEFAULT 0;
