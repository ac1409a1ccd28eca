-- Confidence learnt from a round's decisions, what was tested of it, and how much of the round is drawn for blind checks.
-- `calibrated` is worked out anew from the decisions each time and replaced; rows of the other two are only ever added.
-- A look is one test of one field's thresholds on the blind sample: `checked` labels of it, `accepted` of these above the
-- threshold, `wrong` of those. `confidence` and `bound` are NULL where no threshold passed: then `accepted`, `wrong` and
-- `coverage` are those of the first step, which failed, or NULL where none could be tested.

CREATE TABLE calibrated (
    run_id VARCHAR NOT NULL REFERENCES runs (run_id),
    field VARCHAR NOT NULL,
    answer_id VARCHAR NOT NULL REFERENCES answers (answer_id),
    confidence DOUBLE PRECISION NOT NULL CHECK (confidence >= 0 AND confidence <= 1),
    PRIMARY KEY (run_id, answer_id, field)
);

CREATE TABLE looks (
    run_id VARCHAR NOT NULL REFERENCES runs (run_id),
    field VARCHAR NOT NULL,
    look INTEGER NOT NULL CHECK (look > 0),
    share DOUBLE PRECISION NOT NULL CHECK (share > 0 AND share <= 1),
    seed VARCHAR NOT NULL,
    target DOUBLE PRECISION NOT NULL CHECK (target > 0 AND target < 1),
    risk DOUBLE PRECISION NOT NULL CHECK (risk > 0 AND risk < 1),
    checked INTEGER NOT NULL CHECK (checked > 0),
    sample_id VARCHAR NOT NULL,
    confidence DOUBLE PRECISION,
    accepted INTEGER,
    wrong INTEGER,
    bound DOUBLE PRECISION,
    coverage DOUBLE PRECISION,
    looked_by VARCHAR NOT NULL CHECK (looked_by <> ''),
    looked_at_utc TIMESTAMP NOT NULL,
    PRIMARY KEY (run_id, field, look)
);

CREATE TABLE blind_draws (
    position INTEGER NOT NULL PRIMARY KEY,
    share DOUBLE PRECISION NOT NULL CHECK (share > 0 AND share <= 1),
    drawn_by VARCHAR NOT NULL CHECK (drawn_by <> ''),
    drawn_at_utc TIMESTAMP NOT NULL
);

CREATE OR REPLACE VIEW current_labels AS
SELECT answers.answer_id AS answer_id,
       answers.letter_id AS letter_id,
       authorities.name AS authority,
       answers.question_id AS question_id,
       fields.field AS field,
       proposals.label AS machine_label,
       COALESCE(calibrated.confidence, proposals.confidence) AS confidence,
       failures.reason AS failure,
       human_labels.label AS human_label,
       human_labels.action AS human_action,
       human_labels.reviewer AS reviewer
FROM current_results
JOIN current_kinds ON current_kinds.letter_id = current_results.letter_id AND current_kinds.kind IN ('letter', 'unread')
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
LEFT JOIN calibrated ON calibrated.answer_id = answers.answer_id AND calibrated.run_id = current_run.run_id AND calibrated.field = fields.field
LEFT JOIN failures ON failures.answer_id = answers.answer_id AND failures.run_id = current_run.run_id AND failures.field = fields.field
LEFT JOIN human_labels ON human_labels.answer_id = answers.answer_id AND human_labels.field = fields.field;
