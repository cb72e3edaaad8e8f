-- 务工信息回填表。 A person of the poverty register confirmed at a workshop this year, of whom the register does not say so yet.
WITH worked AS (
    SELECT w.worker AS person, w.workshop_id, w.month, w.pay
    FROM verify.worker_months AS w
    SEMI JOIN ledger.ledger AS l ON l.workshop_id = w.workshop_id
    CROSS JOIN run.month AS m
    WHERE w.outcome = 'same' AND w.verdict = 'confirmed' AND w.worker > 0 AND w.month BETWEEN m.year * 100 + 1 AND m.month
),
last_shops AS (
    SELECT w.person, w.workshop_id, w.month,
        row_number() OVER (PARTITION BY w.person ORDER BY w.month DESC, w.pay DESC NULLS LAST, w.workshop_id) AS nth
    FROM worked AS w
),
sums AS (
    SELECT w.person, count(DISTINCT w.month) AS months, min(w.month) AS first_month, max(w.month) AS last_month,
        CAST(sum(fen(w.pay)) AS BIGINT) AS fen, count(DISTINCT CASE WHEN w.pay IS NOT NULL THEN w.month END) AS paid_months
    FROM worked AS w
    GROUP BY w.person
),
versions AS (
    SELECT v.person_id, v.household_id, v.stated_employer, v.stated_months,
        row_number() OVER (PARTITION BY v.person_id ORDER BY v.known_from DESC, v.pull_id DESC, v.row_number DESC) AS nth
    FROM conform.people AS v
    CROSS JOIN run.month AS m
    SEMI JOIN link.persons AS k ON k.register_person_id = v.person_id
    WHERE (v.known_from <= m.last_day AND (v.known_to IS NULL OR v.known_to > m.last_day)) OR (v.is_first AND v.known_from > m.last_day)
),
told AS (
    SELECT c.county
    FROM verify.coverage AS c
    INNER JOIN run.month AS m USING (month)
    WHERE c.source = 'monitoring.people' AND c.state = 'full'
),
-- Whom the release of the month before already asked to be entered this year.
asked AS (
    SELECT DISTINCT e.person_key
    FROM earlier.employment AS e
    CROSS JOIN run.month AS m
    WHERE e.verdict = 'confirmed' AND e.month BETWEEN m.year * 100 + 1 AND m.month - 1
),
compared AS (
    SELECT
        p.person_key, p.register_person_id AS person_id, v.household_id, p.name, masked_id(p.id_normal) AS id_masked, p.id_normal AS id_number,
        p.county, p.township, p.village, l.workshop_name, l.uscc, l.county AS place_code,
        s.months, s.first_month, s.last_month, s.fen, s.paid_months, v.stated_employer, v.stated_months,
        coalesce(
            plain_name(v.stated_employer) = plain_name(l.workshop_name) OR plain_name(v.stated_employer) = plain_name(l.operator_name), FALSE
        ) AS is_named,
        t.county IS NOT NULL AS is_told, a.person_key IS NOT NULL AS was_asked
    FROM sums AS s
    INNER JOIN last_shops AS o ON o.person = s.person AND o.nth = 1
    INNER JOIN ledger.ledger AS l ON l.workshop_id = o.workshop_id
    INNER JOIN link.persons AS p ON p.person = s.person
    -- Of the poverty register alone.
    INNER JOIN versions AS v ON v.person_id = p.register_person_id AND v.nth = 1
    LEFT JOIN told AS t ON t.county = p.county
    LEFT JOIN asked AS a ON a.person_key = p.person_key
)
SELECT
    c.person_key, c.person_id, text(c.household_id) AS household_id, c.name, c.id_masked, c.id_number, c.county,
    coalesce(n.county_name, c.county) AS county_name, c.township, c.village, c.workshop_name, c.uscc, c.place_code,
    -- Spells that carry these words are our own and no evidence (etl/verify/known/surveys.sql).
    '帮扶车间（台账回填）' AS channel,
    c.months, c.first_month, c.last_month, of_fen(c.fen) AS pay,
    CASE WHEN c.paid_months > 0 THEN of_fen((2 * c.fen + c.paid_months) // (2 * c.paid_months)) END AS mean_pay,
    text(c.stated_employer) AS stated_employer, c.stated_months,
    CASE
        WHEN NOT c.is_told THEN '系统数据不全，不能核对'
        WHEN coalesce(c.stated_employer, '') = '' THEN '系统没有务工单位'
        WHEN NOT c.is_named THEN '系统所记单位不同'
        ELSE '系统所记月数不足'
    END || CASE WHEN c.was_asked AND c.is_told THEN '（上期已列）' ELSE '' END AS entered
FROM compared AS c
LEFT JOIN publish.counties AS n USING (county)
WHERE NOT (c.is_told AND c.is_named AND coalesce(c.stated_months >= c.months, FALSE))
