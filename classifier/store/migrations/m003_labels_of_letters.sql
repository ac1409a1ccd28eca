-- Current labels are those of letters, and of files that could not be read, whose answers are all unread: a file that a
-- person has said to be a cover or an appendix has none.

CREATE OR REPLACE VIEW current_labels AS
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
LEFT JOIN failures ON failures.answer_id = answers.answer_id AND failures.run_id = current_run.run_id AND failures.field = fields.field
LEFT JOIN human_labels ON human_labels.answer_id = answers.answer_id AND human_labels.field = fields.field;
