-- 计划发放的行的判断。 A planned row and what the rules say of its periods, all live rows of them and the planned ones taken together.
WITH per_person AS (
    SELECT clause AS rule, bool_or(of_person) AS of_person FROM policy.grants GROUP BY clause
),
live AS (
    SELECT
        e.scheme, e.beneficiary_kind, e.beneficiary_key, e.person, text(e.workshop_id) AS place, e.from_month, e.to_month, e.outcome,
        e.amount_due, e.amount_high, CAST(e.claimed + e.paid AS DECIMAL(18, 2)) AS taken, e.rule, e.says, e.document, e.clause,
        coalesce(g.of_person, TRUE) AS of_person
    FROM rules.entitlements AS e
    LEFT JOIN per_person AS g USING (rule)
    WHERE e.has_live
),
met AS (
    SELECT
        p.row_number, p.amount, p.from_month AS row_from, p.to_month AS row_to, e.from_month, e.to_month, e.outcome, e.amount_due,
        e.amount_high, e.taken, e.rule, e.says, e.document, e.clause,
        CASE
            WHEN e.from_month = p.from_month AND e.to_month = p.to_month THEN 0
            WHEN p.from_month BETWEEN e.from_month AND e.to_month THEN 1
            WHEN e.from_month = e.to_month THEN 1
            ELSE 2
        END AS place
    FROM alerts.planned_rows AS p
    INNER JOIN live AS e
        ON e.scheme = p.scheme AND e.beneficiary_kind = p.beneficiary_kind AND e.place = text(p.workshop_id)
        AND e.from_month <= p.to_month AND e.to_month >= p.from_month
    WHERE p.outcome <> 'unsure'
        AND CASE WHEN p.form IS NULL OR NOT e.of_person THEN e.person IS NULL ELSE e.person = p.person END
        AND (p.beneficiary_kind <> 'agency' OR e.beneficiary_key = p.uscc)
),
nearest AS (
    SELECT m.*, min(m.place) OVER (PARTITION BY m.row_number) AS first_place FROM met AS m
),
ordered AS (
    SELECT n.*, CASE n.outcome
        WHEN 'not_due' THEN 0 WHEN 'pending' THEN 1 WHEN 'no_basis' THEN 2 WHEN 'needs_person' THEN 3 WHEN 'undetermined' THEN 4 ELSE 5
    END AS worst
    FROM nearest AS n
    WHERE n.place = n.first_place
),
summed AS (
    SELECT
        row_number, min(worst) AS worst, arg_min(outcome, worst * 1000000 + from_month) AS outcome,
        CAST(sum(amount_due) AS DECIMAL(18, 2)) AS amount_due,
        CASE WHEN count(*) = count(amount_high) THEN CAST(sum(amount_high) AS DECIMAL(18, 2)) END AS amount_high,
        CAST(sum(taken) AS DECIMAL(18, 2)) AS taken, max(amount) AS amount, max(to_month) AS judged_to,
        max(row_to) AS row_to, bool_and(from_month = to_month) AS is_monthly
    FROM ordered
    GROUP BY row_number
),
told AS (
    SELECT
        o.row_number, max(o.rule) AS rule, max(o.document) AS document, max(o.clause) AS clause,
        array_to_string(list_sort(list(DISTINCT o.says)), '') AS says
    FROM ordered AS o
    INNER JOIN summed AS s ON s.row_number = o.row_number AND s.worst = o.worst
    GROUP BY o.row_number
)
SELECT
    s.row_number, s.outcome, s.amount, s.amount_due, s.amount_high, s.taken, t.rule, t.document, t.clause, t.says,
    -- Of a row of several months those after the month judged are not said anything of.
    s.is_monthly AND s.judged_to < s.row_to AS is_cut
FROM summed AS s
INNER JOIN told AS t USING (row_number)
