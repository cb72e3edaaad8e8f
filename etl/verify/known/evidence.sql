-- 经营主体名下的佐证。 A person at a workshop in four years: the months for which its operator paid, filed or registered, as bits.
WITH known AS (
    SELECT person, workshop_id, word, in_time AS contribution, late AS contribution_late, CAST(0 AS BIGINT) AS contract, CAST(0 AS BIGINT) AS registration
    FROM verify.paid
    WHERE is_own
    UNION ALL
    SELECT
        person, workshop_id, word, CAST(0 AS BIGINT) AS contribution, CAST(0 AS BIGINT) AS contribution_late,
        CASE WHEN kind = 'contract' THEN bits ELSE 0 END AS contract,
        CASE WHEN kind = 'registration' THEN bits ELSE 0 END AS registration
    FROM verify.filed
    WHERE is_own
)
SELECT
    person, workshop_id, word,
    CAST(bit_or(contribution) AS BIGINT) AS contribution,
    CAST(bit_or(contribution_late) AS BIGINT) AS contribution_late,
    CAST(bit_or(contract) AS BIGINT) AS contract,
    CAST(bit_or(registration) AS BIGINT) AS registration
FROM known
GROUP BY person, workshop_id, word
