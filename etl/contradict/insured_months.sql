-- 由其他单位参保的月份。 A month on a roster for which another unit paid and the operator did not; an edge month touches one that is surely so.
WITH at_operator AS (
    SELECT person, workshop_id, word, CAST(bit_or(employee) AS BIGINT) AS paid
    FROM verify.paid
    WHERE is_own
    GROUP BY person, workshop_id, word
),
heard AS (
    -- The operator's silence must be heard.
    SELECT m.word, CAST(bit_or(m.mask) AS BIGINT) AS full_months
    FROM verify.coverage AS c
    JOIN verify.months AS m ON m.month = c.month
    WHERE c.source = 'social_insurance.contributions' AND c.state = 'full'
    GROUP BY m.word
),
sent AS (
    -- An agency with which the person has a filed contract is no other employer.
    SELECT person, workshop_id, word, number, CAST(bit_or(bits) AS BIGINT) AS months
    FROM verify.filed
    WHERE kind = 'contract' AND is_agency
    GROUP BY person, workshop_id, word, number
),
agencies AS (
    SELECT DISTINCT number FROM verify.units WHERE is_agency
),
payers AS (
    SELECT
        p.person, p.workshop_id, p.word, p.number, p.around, a.number IS NOT NULL AS is_agency,
        p.job & h.full_months & (-1 - (coalesce(o.paid, 0) | coalesce(s.months, 0))) AS months
    FROM verify.paid AS p
    JOIN heard AS h ON h.word = p.word
    LEFT JOIN at_operator AS o ON o.person = p.person AND o.workshop_id = p.workshop_id AND o.word = p.word
    LEFT JOIN sent AS s
        ON s.person = p.person AND s.workshop_id = p.workshop_id AND s.word = p.word AND s.number = p.number
    LEFT JOIN agencies AS a ON a.number = p.number
    -- Without a code behind it a name is not surely another employer's.
    WHERE NOT p.is_own AND p.job <> 0 AND p.number >= 0
),
contracts_full AS (
    SELECT county, month FROM verify.coverage WHERE source = 'hrss.contracts' AND state = 'full'
),
met AS (
    SELECT
        p.person, p.workshop_id, m.month, p.number,
        m.number AS month_no,
        (p.around & m.mask) <> 0
        AND NOT coalesce(s.kind IN ('home_based', 'planting_breeding', 'trade'), false) AS is_sure
    FROM payers AS p
    JOIN verify.months AS m ON m.word = p.word AND (p.months & m.mask) <> 0
    JOIN verify.roster_months AS r ON r.person = p.person AND r.workshop_id = p.workshop_id AND r.month = m.month
    JOIN verify.shops AS s ON s.workshop_id = p.workshop_id AND s.month = m.month
    LEFT JOIN contracts_full AS f ON f.county = r.county AND f.month = m.month
    -- Where contracts are not full, nobody can say that an agency's contract was not filed.
    WHERE s.uscc IS NOT NULL AND (NOT p.is_agency OR f.month IS NOT NULL)
),
sure AS (
    SELECT DISTINCT person, workshop_id, month_no FROM met WHERE is_sure
)
SELECT
    m.person, m.workshop_id, m.month, m.number,
    bool_or(m.is_sure) OVER (PARTITION BY m.person, m.workshop_id, m.month) AS is_sure,
    NOT bool_or(m.is_sure) OVER (PARTITION BY m.person, m.workshop_id, m.month)
    AND (b.person IS NOT NULL OR a.person IS NOT NULL) AS is_edge
FROM met AS m
LEFT JOIN sure AS b ON b.person = m.person AND b.workshop_id = m.workshop_id AND b.month_no = m.month_no - 1
LEFT JOIN sure AS a ON a.person = m.person AND a.workshop_id = m.workshop_id AND a.month_no = m.month_no + 1
