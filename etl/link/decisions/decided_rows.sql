-- 决定所指的行。 A row that a decision on an identity or a fact names, by its reference or by its own key in whatever pull.
WITH named AS (
    SELECT s.number, s.kind, s.row_ref, s.source, s.native_key
    FROM decisions.spoken AS s
    WHERE s.kind IN ('identity', 'fact')
)
SELECT n.number, n.kind, o.row_ref, o.native_key, o.form
FROM named AS n
INNER JOIN conform.row_origin AS o ON o.row_ref = n.row_ref
UNION
SELECT n.number, n.kind, o.row_ref, o.native_key, o.form
FROM named AS n
INNER JOIN conform.row_origin AS o ON o.source = n.source AND o.native_key = n.native_key
