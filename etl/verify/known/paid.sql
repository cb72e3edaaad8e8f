-- 在册月的缴费位。 What a unit paid for a person's months on a workshop's roster, in four years, as bits.
WITH places AS (
    -- A word of bits has room for the month before it and the month after it, so that neighbours are always in one word.
    SELECT month, number, word, mask FROM verify.months
    UNION ALL
    SELECT m.month, m.number, p.word, p.after AS mask
    FROM verify.months AS m
    JOIN run.calendar AS p ON p.number = m.number - 1 AND p.word <> m.word
    UNION ALL
    SELECT m.month, m.number, n.word, n.before AS mask
    FROM verify.months AS m
    JOIN run.calendar AS n ON n.number = m.number + 1 AND n.word <> m.word
),
rows AS (
    SELECT
        c.person, coalesce(u.number, -1) AS number, p.word, p.mask,
        c.kind <> 'flexible_pension' AS is_employee,
        c.kind IN ('pension', 'unemployment', 'injury') AS is_job,
        c.received_on IS NOT NULL AS is_received,
        -- In time: up to the end of so many months after its own.
        coalesce(number_of(c.received_on) <= p.number + l.in_time_months, false) AS is_in_time
    FROM verify.contributions AS c
    JOIN places AS p ON p.month = c.month
    CROSS JOIN policy.limits AS l
    LEFT JOIN verify.units AS u ON u.employer = c.employer
    WHERE c.state = 'paid' AND c.kind IN ('pension', 'unemployment', 'medical', 'injury', 'maternity', 'flexible_pension')
),
paid AS (
    SELECT
        person, number, word,
        CAST(bit_or(CASE WHEN is_employee AND is_in_time THEN mask ELSE 0 END) AS BIGINT) AS in_time,
        CAST(bit_or(CASE WHEN is_employee AND NOT is_in_time AND is_received THEN mask ELSE 0 END) AS BIGINT) AS late,
        CAST(bit_or(CASE WHEN is_employee THEN mask ELSE 0 END) AS BIGINT) AS employee,
        CAST(bit_or(CASE WHEN is_job THEN mask ELSE 0 END) AS BIGINT) AS job,
        CAST(bit_or(CASE WHEN NOT is_employee THEN mask ELSE 0 END) AS BIGINT) AS flexible
    FROM rows
    GROUP BY person, number, word
),
own AS (
    SELECT DISTINCT workshop_id, number FROM verify.families
)
SELECT
    s.person, s.workshop_id, s.word, p.number,
    o.number IS NOT NULL AS is_own,
    p.in_time & s.worked AS in_time,
    p.late & s.worked AS late,
    p.employee & s.worked AS employee,
    p.flexible & s.worked AS flexible,
    p.job & s.worked AS job,
    -- The months before and after which it paid for a job too; what would leave the word is cut before it is moved.
    ((p.job & ((CAST(1 AS BIGINT) << 49) - 1)) * 2) & (p.job >> 1) AS around
FROM verify.stays AS s
JOIN paid AS p ON p.person = s.person AND p.word = s.word
LEFT JOIN own AS o ON o.workshop_id = s.workshop_id AND o.number = p.number
WHERE ((p.employee | p.flexible) & s.worked) <> 0
