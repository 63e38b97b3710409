-- A store as schema 1 left it: shipped twice (a figure revised, one gone, one that came), a standing import, one undone,
-- events, a saved definition and a snapshot. Batch 4 was recorded while the clock was a month behind.

INSERT INTO about VALUES (1);

INSERT INTO batches VALUES
    (1, 'shipped', 'Shipped data: measures, trade', '2026-01-10 09:00', 'aa', 5, 2),
    (2, 'import', 'mine.csv', '2026-02-10 09:00', 'bb', 3, 0),
    (3, 'import', 'wrong.csv', '2026-02-20 09:00', 'cc', 2, 0),
    (4, 'shipped', 'Shipped data: trade', '2026-01-20 09:00', 'dd', 4, 1),
    (5, 'import', 'acts.csv', '2026-03-05 09:00', 'ee', 0, 1);

INSERT INTO series VALUES (1, 'trade', 'USA', 'TUR', 'M'), (2, 'aid', 'USA', 'TUR', 'A');

INSERT INTO observations VALUES
    (1, '2025-08-01', 1, 'A', '', '2025-10-10', false, 1),
    (1, '2025-09-01', 2, 'A', '', '2025-11-09', false, 1),
    (1, '2025-10-01', 3, 'A', '', '2025-12-10', false, 1),
    (1, '2025-11-01', 4, 'A', '', '2026-01-09', false, 1),
    (2, '2024-01-01', NULL, 'M', 'late', '2025-06-30', false, 1),
    (1, '2025-08-01', 10, 'A', '', '2026-02-10', false, 2),
    (1, '2025-09-01', 20, 'A', '', '2026-02-10', false, 2),
    (1, '2025-10-01', 30, 'A', '', '2026-02-10', false, 2),
    (1, '2025-09-01', 99, 'A', '', '2026-02-20', false, 3),
    (1, '2025-11-01', 99, 'A', '', '2026-02-20', false, 3),
    (1, '2025-09-01', 2.5, 'A', '', '2025-11-09', false, 4),
    (1, '2025-11-01', 4, 'A', '', '2026-01-09', true, 4),
    (1, '2025-12-01', 5, 'A', '', '2026-02-09', false, 4),
    (2, '2024-01-01', 7, 'A', '', '2025-06-30', false, 4);

INSERT INTO events VALUES
    ('S1', 'sanction', 'USA', 'TUR', '2020-12-14', NULL, '', 2, 'financial', true, 'unknown', 'A measure',
     'https://example.org/', '2020-12-14', false, 1),
    ('S2', 'sanction', 'USA', 'TUR', '2021-04-01', NULL, '', 1, 'travel', true, 'open', 'Another',
     'https://example.org/', '2021-04-01', false, 1),
    ('S1', 'sanction', 'USA', 'TUR', '2020-12-14', '2025-12-31', '', 2, 'financial', true, 'ended', 'A measure',
     'https://example.org/', '2020-12-14', false, 4),
    ('S2', 'sanction', 'USA', 'TUR', '2021-04-01', '2026-03-01', '', 1, 'travel', true, 'ended', 'Another',
     'https://example.org/', '2026-03-05', false, 5);

INSERT INTO retractions VALUES (3, '2026-03-01 10:00', 'wrong unit');
INSERT INTO definitions VALUES ('mine', 'title = "Mine"', 'a note', '2026-02-11 10:00');
INSERT INTO snapshots VALUES ('before', 'ff', '{"index": 31.5}', '', '2026-02-12 10:00');
