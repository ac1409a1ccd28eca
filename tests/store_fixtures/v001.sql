-- A round as version 1 of the schema keeps it: one letter, one answer, one run, one review. Never edited.
INSERT INTO authorities VALUES ('a1', 1, 'Wexmoor Council', 'England', 'FOIA', NULL);
INSERT INTO letters VALUES ('l1', 'a1', 'reply.txt', '1. Yes, by Acme.', 'letter', 'answers', 'ab', '2024-05-01', '', '[]', '[[0,16]]', '{}', '2024-06-01 10:00:00');
INSERT INTO files VALUES ('f1', 'reply.txt', 'ab', 16, 'Wexmoor Council', 'letter', 'answers', 'l1', '2024-06-01 10:00:00');
INSERT INTO kind_events VALUES ('l1', 1, 'cover', 'ada', '', '2024-06-01 10:00:00'), ('l1', 2, 'letter', 'ada', '', '2024-06-01 10:01:00');
INSERT INTO runs VALUES ('r1', 1, 'rules', 'none', '', 'drones 1', 'split 1', '', '2024-06-01 11:00:00');
INSERT INTO adoptions VALUES (1, 'r1', '2024-06-01 11:00:00');
INSERT INTO results VALUES ('l1', 'r1', '{}', '2024-06-01 11:01:00');
INSERT INTO answers VALUES ('d4d87cc70b433f1c', 'l1', '1');
INSERT INTO splits VALUES ('d4d87cc70b433f1c', 'r1', 0, 'answered', '[[0,16]]', '[]', 0.9, '{}');
INSERT INTO proposals VALUES ('d4d87cc70b433f1c', 'r1', 'status', '"held"', 0.8, '[[3,6,"Yes"]]', '{}'), ('d4d87cc70b433f1c', 'r1', 'vendors', '["Acme"]', 0.7, '[[11,15,"Acme"]]', '{}');
INSERT INTO failures VALUES ('d4d87cc70b433f1c', 'r1', 'purposes', 'quote not in the letter', '{}');
INSERT INTO reviews VALUES ('v1', 'd4d87cc70b433f1c', 'status', 'label', '"not_held"', 'ada', 't', '2024-06-02 09:00:00', '[]', '', NULL, '{}');
INSERT INTO claims VALUES ('d4d87cc70b433f1c', 'ada', 's', '2024-06-02 09:10:00');
INSERT INTO leases VALUES ('l1', 'r1', 'w', '2024-06-01 11:30:00');
INSERT INTO drafts VALUES ('d4d87cc70b433f1c', 'ada', '{}', '2024-06-02 09:00:00');
INSERT INTO queue VALUES ('d4d87cc70b433f1c', 1, 0.5, '["doubt"]', FALSE);
INSERT INTO finished VALUES ('d4d87cc70b433f1c', 'bo');
