-- 称号以外的月份。 A month of a live row that asks for the title and lies outside it: of a row wholly outside, or of one that is counted by the month.
WITH asked AS (
    SELECT l.row_ref, l.workshop_id, l.scheme, l.beneficiary_kind, l.who_same, l.from_month, l.month, s.is_monthly, s.rule
    FROM alerts.live_months AS l
    JOIN policy.workshop_schemes AS s ON s.area = l.area AND s.scheme = l.scheme AND s.beneficiary = l.beneficiary_kind
    SEMI JOIN alerts.workshops AS w ON w.workshop_id = l.workshop_id
    WHERE l.month BETWEEN s.first_month AND s.last_month
),
rows AS (
    SELECT DISTINCT row_ref FROM asked
),
-- Months of which nobody can tell whether the title was held are held against nobody.
titled AS (
    SELECT DISTINCT l.row_ref, l.month
    FROM alerts.live_months AS l
    SEMI JOIN rows USING (row_ref)
    JOIN rules.titles AS t ON t.workshop_id = l.workshop_id
        AND month_number(l.month) BETWEEN t.first_number AND coalesce(t.last_number, month_number(l.month))
),
within AS (
    SELECT DISTINCT row_ref FROM titled
),
-- A yearly or once-only row that meets its conditions within the title, or still may, whatever its label says.
met AS (
    SELECT DISTINCT a.row_ref
    FROM asked AS a
    JOIN rules.entitlements AS e ON e.scheme = a.scheme AND e.beneficiary_kind = a.beneficiary_kind
        AND e.workshop_id = a.workshop_id AND coalesce(e.person, -1) = coalesce(a.who_same, -1)
        AND a.from_month BETWEEN e.from_month AND e.to_month
    WHERE NOT a.is_monthly AND e.outcome NOT IN ('not_due', 'no_basis')
)
SELECT DISTINCT a.row_ref, a.workshop_id, a.month, a.is_monthly, a.rule
FROM asked AS a
LEFT JOIN within AS w ON w.row_ref = a.row_ref
ANTI JOIN titled AS t ON t.row_ref = a.row_ref AND t.month = a.month
ANTI JOIN met AS d ON d.row_ref = a.row_ref
WHERE w.row_ref IS NULL OR a.is_monthly
