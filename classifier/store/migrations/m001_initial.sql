-- One dialect for DuckDB and PostgreSQL. Labels are JSON: null, "value" or ["value", ...]; spans are
-- [[start, end], ...]; quotes are [[start, end, "text"], ...]. Rows of the first twelve tables are
-- only ever added (blanks of an authority are filled in). The last five hold passing state: claims, leases,
-- drafts and the queue that was worked out.

CREATE TABLE authorities (
    authority_id VARCHAR NOT NULL PRIMARY KEY,
    position INTEGER NOT NULL,
    name VARCHAR NOT NULL CHECK (name <> ''),
    nation VARCHAR,
    act VARCHAR,
    url VARCHAR
);

CREATE TABLE letters (
    letter_id VARCHAR NOT NULL PRIMARY KEY,
    authority_id VARCHAR NOT NULL REFERENCES authorities (authority_id),
    source VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    kind VARCHAR NOT NULL CHECK (kind IN ('letter', 'cover', 'appendix', 'acknowledgement', 'duplicate', 'unreadable', 'unread', 'other')),
    reason VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    sent_on VARCHAR,
    message VARCHAR NOT NULL,
    furniture JSON NOT NULL,
    pages JSON NOT NULL,
    signals JSON NOT NULL,
    saved_at_utc TIMESTAMP NOT NULL
);

CREATE TABLE files (
    file_id VARCHAR NOT NULL PRIMARY KEY,
    source VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    size_bytes BIGINT NOT NULL CHECK (size_bytes >= 0),
    authority VARCHAR NOT NULL,
    kind VARCHAR NOT NULL CHECK (kind IN ('letter', 'cover', 'appendix', 'acknowledgement', 'duplicate', 'unreadable', 'unread', 'other')),
    reason VARCHAR NOT NULL,
    letter_id VARCHAR REFERENCES letters (letter_id),
    saved_at_utc TIMESTAMP NOT NULL
);

CREATE TABLE kind_events (
    letter_id VARCHAR NOT NULL REFERENCES letters (letter_id),
    position INTEGER NOT NULL,
    kind VARCHAR NOT NULL CHECK (kind IN ('letter', 'cover', 'appendix', 'acknowledgement', 'duplicate', 'unreadable', 'unread', 'other')),
    decided_by VARCHAR NOT NULL CHECK (decided_by <> ''),
    note VARCHAR NOT NULL,
    decided_at_utc TIMESTAMP NOT NULL,
    PRIMARY KEY (letter_id, position)
);

CREATE TABLE runs (
    run_id VARCHAR NOT NULL PRIMARY KEY,
    position INTEGER NOT NULL UNIQUE,
    model VARCHAR NOT NULL,
    prompt VARCHAR NOT NULL,
    prompt_sha256 VARCHAR NOT NULL,
    codebook VARCHAR NOT NULL,
    splitter VARCHAR NOT NULL,
    settings VARCHAR NOT NULL,
    saved_at_utc TIMESTAMP NOT NULL
);

CREATE TABLE adoptions (
    position INTEGER NOT NULL PRIMARY KEY,
    run_id VARCHAR NOT NULL REFERENCES runs (run_id),
    adopted_at_utc TIMESTAMP NOT NULL
);

CREATE TABLE results (
    letter_id VARCHAR NOT NULL REFERENCES letters (letter_id),
    run_id VARCHAR NOT NULL REFERENCES runs (run_id),
    usage JSON NOT NULL,
    saved_at_utc TIMESTAMP NOT NULL,
    PRIMARY KEY (letter_id, run_id)
);

CREATE TABLE answers (
    answer_id VARCHAR NOT NULL PRIMARY KEY,
    letter_id VARCHAR NOT NULL REFERENCES letters (letter_id),
    question_id VARCHAR NOT NULL
);

CREATE TABLE splits (
    answer_id VARCHAR NOT NULL REFERENCES answers (answer_id),
    run_id VARCHAR NOT NULL REFERENCES runs (run_id),
    position INTEGER NOT NULL CHECK (position >= 0),
    state VARCHAR NOT NULL CHECK (state IN ('answered', 'unanswered', 'unread', 'failed')),
    spans JSON NOT NULL,
    context JSON NOT NULL,
    confidence DOUBLE PRECISION NOT NULL CHECK (confidence >= 0 AND confidence <= 1),
    evidence JSON NOT NULL,
    PRIMARY KEY (answer_id, run_id)
);

CREATE TABLE proposals (
    answer_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    field VARCHAR NOT NULL,
    label JSON NOT NULL,
    confidence DOUBLE PRECISION NOT NULL CHECK (confidence >= 0 AND confidence <= 1),
    quotes JSON NOT NULL,
    signals JSON NOT NULL,
    PRIMARY KEY (answer_id, run_id, field),
    FOREIGN KEY (answer_id, run_id) REFERENCES splits (answer_id, run_id)
);

CREATE TABLE failures (
    answer_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    field VARCHAR NOT NULL,
    reason VARCHAR NOT NULL CHECK (reason <> ''),
    reply VARCHAR NOT NULL,
    PRIMARY KEY (answer_id, run_id, field),
    FOREIGN KEY (answer_id, run_id) REFERENCES splits (answer_id, run_id)
);

CREATE TABLE reviews (
    review_id VARCHAR NOT NULL PRIMARY KEY,
    answer_id VARCHAR NOT NULL REFERENCES answers (answer_id),
    field VARCHAR NOT NULL,
    action VARCHAR NOT NULL CHECK (action IN ('label', 'cannot_tell', 'revert')),
    label JSON NOT NULL,
    reviewer VARCHAR NOT NULL CHECK (reviewer <> ''),
    token VARCHAR NOT NULL,
    reviewed_at_utc TIMESTAMP NOT NULL,
    spans JSON NOT NULL,
    note VARCHAR NOT NULL,
    reverts VARCHAR,
    shown JSON NOT NULL,
    CHECK ((action = 'revert') = (reverts IS NOT NULL))
);

CREATE TABLE claims (
    answer_id VARCHAR NOT NULL PRIMARY KEY,
    reviewer VARCHAR NOT NULL,
    session VARCHAR NOT NULL,
    expires_at_utc TIMESTAMP NOT NULL
);

CREATE TABLE leases (
    letter_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    worker VARCHAR NOT NULL,
    expires_at_utc TIMESTAMP NOT NULL,
    PRIMARY KEY (letter_id, run_id)
);

CREATE TABLE drafts (
    answer_id VARCHAR NOT NULL,
    reviewer VARCHAR NOT NULL,
    content JSON NOT NULL,
    saved_at_utc TIMESTAMP NOT NULL,
    PRIMARY KEY (answer_id, reviewer)
);

CREATE TABLE queue (
    answer_id VARCHAR NOT NULL PRIMARY KEY,
    place INTEGER NOT NULL,
    priority DOUBLE PRECISION NOT NULL,
    reasons JSON NOT NULL,
    done BOOLEAN NOT NULL
);

CREATE TABLE finished (
    answer_id VARCHAR NOT NULL,
    reviewer VARCHAR NOT NULL,
    PRIMARY KEY (answer_id, reviewer)
);

CREATE VIEW current_run AS
SELECT run_id FROM adoptions WHERE position = (SELECT MAX(position) FROM adoptions);

CREATE VIEW current_kinds AS
SELECT letters.letter_id AS letter_id,
       COALESCE(latest.kind, letters.kind) AS kind,
       COALESCE(latest.note, letters.reason) AS reason,
       latest.decided_by AS decided_by
FROM letters
LEFT JOIN (
    SELECT letter_id, kind, note, decided_by,
           row_number() OVER (PARTITION BY letter_id ORDER BY position DESC) AS age
    FROM kind_events
) AS latest ON latest.letter_id = letters.letter_id AND latest.age = 1;

-- For each letter the result that counts: the adopted run's, or else that of the newest run that has one.
CREATE VIEW current_results AS
SELECT letter_id, run_id, adopted
FROM (
    SELECT results.letter_id AS letter_id,
           results.run_id AS run_id,
           current_run.run_id IS NOT NULL AS adopted,
           row_number() OVER (
               PARTITION BY results.letter_id
               ORDER BY CASE WHEN current_run.run_id IS NULL THEN 1 ELSE 0 END, runs.position DESC
           ) AS age
    FROM results
    JOIN runs ON runs.run_id = results.run_id
    LEFT JOIN current_run ON current_run.run_id = results.run_id
) AS ranked
WHERE age = 1;

-- For each answer and field the latest review that is no revert and was not reverted.
CREATE VIEW human_labels AS
SELECT review_id, answer_id, field, action, label, reviewer, reviewed_at_utc, spans, note
FROM (
    SELECT reviews.*,
           row_number() OVER (PARTITION BY answer_id, field ORDER BY reviewed_at_utc DESC, review_id DESC) AS age
    FROM reviews
    WHERE action <> 'revert'
      AND NOT EXISTS (SELECT 1 FROM reviews AS undone WHERE undone.reverts = reviews.review_id)
) AS standing
WHERE age = 1;

-- One row for each current answer and field that has a label: the machine's and the person's side by side.
CREATE VIEW current_labels AS
SELECT answers.answer_id AS answer_id,
       answers.letter_id AS letter_id,
       authorities.name AS authority,
       answers.question_id AS question_id,
       fields.field AS field,
       proposals.label AS machine_label,
       proposals.confidence AS confidence,
       failures.reason AS failure,
       human_labels.label AS human_label,
       human_labels.action AS human_action,
       human_labels.reviewer AS reviewer
FROM current_results
JOIN answers ON answers.letter_id = current_results.letter_id
JOIN splits ON splits.answer_id = answers.answer_id AND splits.run_id = current_results.run_id
JOIN letters ON letters.letter_id = answers.letter_id
JOIN authorities ON authorities.authority_id = letters.authority_id
JOIN (
    SELECT answer_id, field FROM proposals JOIN current_run ON current_run.run_id = proposals.run_id
    UNION SELECT answer_id, field FROM failures JOIN current_run ON current_run.run_id = failures.run_id
    UNION SELECT answer_id, field FROM human_labels WHERE field <> 'spans'
) AS fields ON fields.answer_id = answers.answer_id
LEFT JOIN current_run ON TRUE
LEFT JOIN proposals ON proposals.answer_id = answers.answer_id AND proposals.run_id = current_run.run_id AND proposals.field = fields.field
LEFT JOIN failures ON failures.answer_id = answers.answer_id AND failures.run_id = current_run.run_id AND failures.field = fields.field
LEFT JOIN human_labels ON human_labels.answer_id = answers.answer_id AND human_labels.field = fields.field;
