-- 备案合同与就业登记覆盖的在册月。 A filed contract or registration of a person with the months on a workshop's roster that it touches, as bits.
WITH edges AS (
    SELECT min(number) AS first_number, max(number) AS last_number FROM verify.months
),
spells AS (
    SELECT
        s.kind, s.sure AS person, s.row_ref, s.state, s.first_on, s.last_on, u.number, u.is_agency,
        greatest(s.first_number, e.first_number) AS first_number,
        least(s.last_number, e.last_number) AS last_number
    FROM verify.spells AS s
    CROSS JOIN edges AS e
    LEFT JOIN verify.units AS u ON u.employer = s.employer
    WHERE s.kind IN ('contract', 'registration') AND s.sure IS NOT NULL AND s.first_on IS NOT NULL
        AND (s.last_on IS NULL OR s.last_on >= s.first_on)
),
placed AS (
    SELECT
        s.kind, s.person, s.row_ref, s.state, s.first_on, s.last_on, s.number, s.is_agency,
        b.word AS first_word, b.mask AS first_mask, e.word AS last_word, e.after AS after_last
    FROM spells AS s
    JOIN run.calendar AS b ON b.number = s.first_number
    JOIN run.calendar AS e ON e.number = s.last_number
    WHERE s.first_number <= s.last_number
),
met AS (
    SELECT
        p.kind, p.person, w.workshop_id, w.word, p.row_ref, p.state, p.first_on, p.last_on, p.number, p.is_agency,
        w.worked
        & CASE WHEN w.word = p.first_word THEN -p.first_mask ELSE -1 END
        & CASE WHEN w.word = p.last_word THEN p.after_last - 1 ELSE -1 END AS bits
    FROM placed AS p
    JOIN verify.stays AS w ON w.person = p.person AND w.word >= p.first_word AND w.word <= p.last_word
),
own AS (
    SELECT DISTINCT workshop_id, number FROM verify.families
)
SELECT
    m.kind, m.person, m.workshop_id, m.word, m.bits, m.row_ref, m.state, m.first_on, m.last_on, m.number, m.is_agency,
    o.number IS NOT NULL AS is_own
FROM met AS m
LEFT JOIN own AS o ON o.workshop_id = m.workshop_id AND o.number = m.number
WHERE m.bits <> 0
