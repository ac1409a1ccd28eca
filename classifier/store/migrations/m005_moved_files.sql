-- An authority whose name was taken from a file's path, and whose files have all been found to be another's since, is no
-- authority that was asked: `went_to` names the one that has them now. NULL for every other. Its letters stay, as duplicates.

ALTER TABLE authorities ADD COLUMN went_to VARCHAR;
