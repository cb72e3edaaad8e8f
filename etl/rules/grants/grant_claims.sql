-- 有申报的应享单元。 Live claims and payments of one scheme, beneficiary, person and period together.
WITH live AS (
    SELECT
        b.scheme,
        b.beneficiary_kind,
        b.workshop_id,
        b.project_id,
        b.from_month,
        greatest(b.to_month, b.from_month) AS to_month,
        b.uscc,
        b.form,
        b.person,
        b.outcome,
        b.amount,
        b.state,
        coalesce(s.area, b.county, '') AS area,
        m.month AS ledger_month
    FROM verify.benefits AS b
    CROSS JOIN run.month AS m
    LEFT JOIN rules.grant_shops AS s USING (workshop_id)
    WHERE b.is_live AND b.from_month <= m.month
),

asked AS (
    SELECT DISTINCT
        scheme,
        beneficiary_kind,
        area
    FROM live
    WHERE beneficiary_kind IN ('person', 'workshop', 'agency')
),

-- Whatever the date: a claim after a document's end is split as before.
periods AS (
    SELECT
        a.*,
        g.period,
        g.by_award,
        g.of_person,
        row_number() OVER (
            PARTITION BY a.scheme, a.beneficiary_kind, a.area
            ORDER BY (g.beneficiary = a.beneficiary_kind) DESC, length(g.area) DESC, g.computed DESC, g.rule_no, g.lane
        ) AS nth
    FROM asked AS a
    INNER JOIN policy.grants AS g
        ON g.scheme = a.scheme AND starts_with(a.area, g.area)
),

claims AS (
    SELECT
        l.scheme,
        l.beneficiary_kind,
        CASE WHEN l.beneficiary_kind = 'agency' THEN l.uscc END AS uscc,
        l.workshop_id,
        l.project_id,
        l.area,
        l.from_month,
        l.to_month,
        l.ledger_month,
        fen(l.amount) AS fen,
        l.state = 'paid' AS is_paid,
        coalesce(p.period, 'own_months') AS period,
        CASE WHEN p.by_award THEN fen(l.amount) END AS award,
        l.form IS NULL OR NOT coalesce(p.of_person, TRUE) AS is_nobodys,
        l.person IS NOT NULL AND l.outcome <> 'unsure' AS is_known,
        l.person AS named,
        l.outcome AS link,
        l.form
    FROM live AS l
    LEFT JOIN periods AS p
        ON p.scheme = l.scheme AND p.beneficiary_kind = l.beneficiary_kind AND p.area = l.area AND p.nth = 1
),

whose AS (
    SELECT
        c.*,
        CASE WHEN is_nobodys THEN NULL WHEN is_known THEN named ELSE -1 - form END AS worker,
        CASE WHEN is_known AND NOT is_nobodys THEN named END AS person,
        CASE WHEN is_nobodys THEN '' WHEN is_known THEN link ELSE 'unsure' END AS outcome
    FROM claims AS c
),

-- A row of several months is one of each, its amount spread evenly to the fen; months to come are left out.
monthly AS (
    SELECT
        w.scheme,
        w.beneficiary_kind,
        w.uscc,
        w.worker,
        w.person,
        w.outcome,
        w.workshop_id,
        w.project_id,
        w.area,
        w.period,
        w.award,
        w.is_paid,
        c.month AS from_month,
        c.month AS to_month,
        w.fen // (month_number(w.to_month) - month_number(w.from_month) + 1)
        + CASE
            WHEN c.number - month_number(w.from_month)
                < w.fen % (month_number(w.to_month) - month_number(w.from_month) + 1)
                THEN 1
            ELSE 0
        END AS fen
    FROM whose AS w
    INNER JOIN run.calendar AS c ON c.month BETWEEN w.from_month AND w.to_month
    WHERE w.period IN ('person_month', 'workshop_month') AND c.month <= w.ledger_month
),

taught AS (
    SELECT
        a.worker,
        a.workshop_id,
        a.from_month,
        a.to_month,
        min(r.begins) AS begins,
        max(r.ends) AS ends
    FROM (
        SELECT DISTINCT
            worker,
            workshop_id,
            from_month,
            to_month
        FROM whose
        WHERE period = 'trained'
    ) AS a
    INNER JOIN rules.grant_records AS r ON r.person = a.worker
    WHERE r.begins <= month_number(a.to_month)
        AND r.ends >= month_number(a.from_month)
        AND (r.workshop_id IS NULL OR a.workshop_id IS NULL OR r.workshop_id = a.workshop_id)
    GROUP BY a.worker, a.workshop_id, a.from_month, a.to_month
),

-- A claim for training has the months of the record that it overlaps; without one its own.
whole AS (
    SELECT
        w.scheme,
        w.beneficiary_kind,
        w.uscc,
        w.worker,
        w.person,
        w.outcome,
        w.workshop_id,
        w.project_id,
        w.area,
        w.period,
        w.award,
        w.is_paid,
        CASE
            WHEN w.period IN ('person_year', 'workshop_year') THEN w.from_month // 100 * 100 + 1
            ELSE coalesce(month_at(t.begins), w.from_month)
        END AS from_month,
        CASE
            WHEN w.period IN ('person_year', 'workshop_year') THEN w.from_month // 100 * 100 + 12
            ELSE coalesce(month_at(t.ends), w.to_month)
        END AS to_month,
        w.fen
    FROM whose AS w
    LEFT JOIN taught AS t
        ON w.period = 'trained'
        AND t.worker = w.worker
        AND coalesce(t.workshop_id, '') = coalesce(w.workshop_id, '')
        AND t.from_month = w.from_month
        AND t.to_month = w.to_month
    WHERE w.period NOT IN ('person_month', 'workshop_month')
),

-- A once-only scheme is one unit from its first to its last row.
keyed AS (
    SELECT
        r.*,
        CASE WHEN r.period IN ('person', 'workshop') THEN 0 ELSE r.from_month END AS key_from,
        CASE WHEN r.period IN ('person', 'workshop') THEN 0 ELSE r.to_month END AS key_to,
        CASE WHEN r.period IN ('person', 'workshop') THEN NULL ELSE r.project_id END AS key_project
    FROM (
        SELECT * FROM monthly
        UNION ALL
        SELECT * FROM whole
    ) AS r
)

SELECT
    scheme,
    beneficiary_kind,
    uscc,
    worker,
    person,
    outcome,
    workshop_id,
    period,
    max(area) AS area,
    month_number(min(from_month)) AS from_number,
    month_number(max(to_month)) AS to_number,
    max(project_id) AS project_id,
    of_fen(award) AS award,
    of_fen(coalesce(CAST(sum(fen) FILTER (WHERE NOT is_paid) AS BIGINT), 0)) AS claimed,
    of_fen(coalesce(CAST(sum(fen) FILTER (WHERE is_paid) AS BIGINT), 0)) AS paid
FROM keyed
GROUP BY scheme, beneficiary_kind, uscc, worker, person, outcome, workshop_id, period, key_from, key_to, key_project, award
