-- 超过最长月数的月份。 A month of a live row beyond the months that a person or a loan is granted, but for people paid on until retirement.
WITH granted AS (
    SELECT c.per = 'loan' AS is_loan, l.row_ref, l.who, l.month, l.share, c.level, c.months AS most, c.extension_months, c.rule, c.first_month, c.last_month,
        CASE WHEN c.per = 'loan' THEN '贷|' || text(l.unit) || '|' || coalesce(l.project_id, l.row_ref)
             ELSE text(l.who) || '|' || l.scheme || '|' || l.beneficiary_kind END AS key
    FROM alerts.live_months AS l
    -- What somebody had for flexible work is not the firm's.
    JOIN policy.caps AS c ON c.area = l.area AND c.scheme = l.scheme AND c.beneficiary = l.beneficiary_kind
    -- Months before the document's first day are used up too.
    WHERE c.months IS NOT NULL
        AND (c.per = 'loan' OR (c.per = 'person_months' AND l.who IS NOT NULL))
),
counted AS (
    SELECT g.*, month_number(g.month) AS judged, month_number(min(month) OVER (PARTITION BY key)) AS first,
        dense_rank() OVER (PARTITION BY key ORDER BY month) AS nth
    FROM granted AS g
),
past AS (
    SELECT c.*, p.sex, p.born_on
    FROM counted AS c
    LEFT JOIN link.persons AS p ON p.person = c.who
    WHERE c.nth > c.most AND c.month BETWEEN c.first_month AND c.last_month
),
-- Whether a woman retires at 50 or 55 no source says: only what is beyond the cap by both is a suspicion.
ages AS (
    SELECT p.row_ref, p.month, p.extension_months, p.first, p.judged, r.reform_from,
        month_number(month_of(p.born_on)) + r.years * 12 AS old,
        month_number(month_of(r.reform_from)) AS reform, r.months_per_step, r.at_most
    FROM past AS p
    JOIN policy.retirement AS r ON r.sex = CASE WHEN p.sex = '男' THEN '男' ELSE '女' END
    WHERE NOT p.is_loan AND p.extension_months IS NOT NULL AND p.sex IS NOT NULL AND p.born_on IS NOT NULL
),
-- The reform moves the month by one for so many months of birth; who was approved before it keeps the old table for that.
dated AS (
    SELECT a.*, CASE WHEN old < reform THEN old ELSE old + least((old - reform) // months_per_step + 1, at_most) END AS reformed
    FROM ages AS a
),
kept AS (
    SELECT DISTINCT row_ref, month
    FROM dated
    WHERE CASE WHEN end_day(month_at(first)) >= reform_from THEN reformed ELSE old END - first < extension_months
        AND judged <= CASE WHEN end_day(month_at(judged)) >= reform_from THEN reformed ELSE old END
)
SELECT p.is_loan, p.row_ref, p.who, p.month, p.share, p.level, p.rule
FROM past AS p
ANTI JOIN kept AS k ON k.row_ref = p.row_ref AND k.month = p.month
-- Without sex or day of birth nobody can tell whether the person is near retirement.
WHERE p.is_loan OR p.extension_months IS NULL OR (p.sex IS NOT NULL AND p.born_on IS NOT NULL)
