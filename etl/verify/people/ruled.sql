-- 人工逐行判定。 A row on which people decided by itself: it prevails over what its wording says.
SELECT DISTINCT
    split_part(row_ref, ':', 1) AS source,
    split_part(row_ref, ':', 2) AS pull_id,
    CAST(split_part(row_ref, ':', 3) AS BIGINT) AS row_number,
    person,
    outcome,
    CASE WHEN outcome = 'same' THEN person END AS same
FROM link.row_decisions
