-- Secondary indexes: PostgreSQL needs them, DuckDB is no faster for them and its file nearly doubles.

CREATE INDEX letters_authority ON letters (authority_id);
CREATE INDEX results_run ON results (run_id);
CREATE INDEX answers_letter ON answers (letter_id);
CREATE INDEX splits_run ON splits (run_id);
CREATE INDEX proposals_run ON proposals (run_id);
CREATE INDEX failures_run ON failures (run_id);
CREATE INDEX reviews_answer ON reviews (answer_id);
CREATE INDEX reviews_reverts ON reviews (reverts);
CREATE INDEX queue_open ON queue (place) WHERE NOT done;
CREATE INDEX claims_session ON claims (session);
