-- 欠薪人员。 A person on the roster of a workshop of the areas in a month of an upheld case of arrears.
WITH people AS (
    SELECT v.sure AS person, c.workshop_id, min(month_number(v.month)) AS first_number, max(number_of(c.filed_on)) AS filed_number,
        min(v.month) AS first_month, max(v.month) AS last_month, count(DISTINCT v.month) AS months
    FROM verify.roster_verdicts AS v
    INNER JOIN verify.arrears_months AS c ON c.workshop_id = v.workshop_id AND c.month = v.month
    CROSS JOIN run.month AS m
    WHERE v.sure IS NOT NULL AND c.result = 'upheld' AND c.filed_on <= m.last_day
    GROUP BY v.sure, c.workshop_id
)
SELECT
    'arrears' AS kind, p.person_key AS subject, p.person_key, a.workshop_id, CAST(NULL AS VARCHAR) AS uscc,
    coalesce(nullif(p.county, ''), w.county) AS county, coalesce(p.township, '') AS township, month_at(a.first_number) AS since,
    w.workshop_name AS last_employer, CAST(NULL AS DECIMAL(18, 2)) AS amount,
    w.workshop_name || '有查实的欠薪，涉及' || span_zh(a.first_month, a.last_month)
    || CASE WHEN a.months < month_number(a.last_month) - month_number(a.first_month) + 1 THEN '间的' || text(a.months) || '个月' ELSE '' END
    || '。请了解本人工资兑付情况。' AS says,
    CAST(NULL AS VARCHAR) AS document, CAST(NULL AS VARCHAR) AS clause, w.area_code,
    a.filed_number AS changed_number
FROM people AS a
INNER JOIN link.persons AS p ON p.person = a.person
INNER JOIN ledger.workshops AS w ON w.workshop_id = a.workshop_id
