-- What kind of body an authority is (a word of the person's own), and audits: for each statistic the authorities whose
-- machine labels nobody had read at the draw, by what these say of them (`outside`: not in the denominator), with the
-- chance each had of being drawn. Rows are only ever added. `statistics` maps a statistic's id to its definition at the draw; `answers` are answer ids.

ALTER TABLE authorities ADD COLUMN kind VARCHAR;

CREATE TABLE audits (
    audit_id VARCHAR NOT NULL PRIMARY KEY,
    position INTEGER NOT NULL UNIQUE,
    seed VARCHAR NOT NULL,
    frame_sha256 VARCHAR NOT NULL,
    statistics JSON NOT NULL,
    drawn_by VARCHAR NOT NULL CHECK (drawn_by <> ''),
    drawn_at_utc TIMESTAMP NOT NULL
);

CREATE TABLE audit_units (
    audit_id VARCHAR NOT NULL REFERENCES audits (audit_id),
    statistic VARCHAR NOT NULL,
    authority VARCHAR NOT NULL,
    stratum VARCHAR NOT NULL CHECK (stratum IN ('yes', 'no', 'outside')),
    probability DOUBLE PRECISION NOT NULL CHECK (probability >= 0 AND probability <= 1),
    drawn BOOLEAN NOT NULL,
    answers JSON NOT NULL,
    PRIMARY KEY (audit_id, statistic, authority)
);

CREATE TABLE audit_closings (
    audit_id VARCHAR NOT NULL PRIMARY KEY REFERENCES audits (audit_id),
    closed_by VARCHAR NOT NULL CHECK (closed_by <> ''),
    closed_at_utc TIMESTAMP NOT NULL
);
