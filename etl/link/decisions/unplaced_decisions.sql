-- 找不到行的决定。 A decision that counts and whose row no pull of this run holds.
SELECT s.number
FROM decisions.spoken AS s
ANTI JOIN link.decided_rows AS r ON r.number = s.number
WHERE s.kind IN ('identity', 'fact') AND coalesce(s.row_ref, s.native_key) IS NOT NULL
