-- 应享单元。 What is judged as one entitlement: a scheme, a beneficiary, a person and a period, with what was claimed and paid.
WITH unclaimed AS (
    SELECT count(*) AS units FROM rules.grant_unclaimed
),

every AS (
    SELECT
        unit,
        scheme,
        beneficiary_kind,
        CAST(NULL AS VARCHAR) AS uscc,
        worker,
        person,
        outcome,
        place,
        area,
        period,
        from_number,
        to_number,
        CAST(NULL AS VARCHAR) AS project_id,
        CAST(NULL AS DECIMAL(18, 2)) AS award,
        CAST(0 AS DECIMAL(18, 2)) AS claimed,
        CAST(0 AS DECIMAL(18, 2)) AS paid,
        FALSE AS has_live
    FROM rules.grant_unclaimed
    UNION ALL
    SELECT
        u.units + row_number() OVER (
            ORDER BY
                c.scheme,
                c.beneficiary_kind,
                c.uscc,
                c.worker,
                c.person,
                c.outcome,
                c.workshop_id,
                c.period,
                c.from_number,
                c.to_number,
                c.project_id,
                c.award
        ) AS unit,
        c.scheme,
        c.beneficiary_kind,
        c.uscc,
        c.worker,
        c.person,
        c.outcome,
        s.place,
        c.area,
        c.period,
        c.from_number,
        c.to_number,
        c.project_id,
        c.award,
        c.claimed,
        c.paid,
        TRUE AS has_live
    FROM rules.grant_claims AS c
    CROSS JOIN unclaimed AS u
    LEFT JOIN rules.grant_shops AS s USING (workshop_id)
),

-- Years in which the matter passed from one document to another, or in which none was known at an end.
mixed AS (
    SELECT
        r.scheme,
        r.beneficiary_kind,
        r.area,
        r.number // 12 AS year
    FROM rules.grant_rulings AS r
    CROSS JOIN run.month AS m
    GROUP BY r.scheme, r.beneficiary_kind, r.area, r.number // 12, m.number
    HAVING min(r.lane) <> max(r.lane)
        OR min(r.number) > r.number // 12 * 12
        OR max(r.number) < least(r.number // 12 * 12 + 11, m.number)
),

-- Such a person-year names the document of its last month of work.
last_worked AS (
    SELECT
        e.unit,
        arg_max(r.lane, r.number) AS lane
    FROM every AS e
    SEMI JOIN mixed AS x
        ON x.scheme = e.scheme
        AND x.beneficiary_kind = e.beneficiary_kind
        AND x.area = e.area
        AND x.year = e.from_number // 12
    INNER JOIN rules.grant_work AS w
        ON w.worker = e.worker AND w.place = e.place AND w.number BETWEEN e.from_number AND e.to_number
    INNER JOIN rules.grant_rulings AS r
        ON r.scheme = e.scheme
        AND r.beneficiary_kind = e.beneficiary_kind
        AND r.area = e.area
        AND r.number = w.number
    WHERE e.period = 'person_year' AND w.maybe
    GROUP BY e.unit
),

ruled AS (
    SELECT
        e.*,
        m.number AS ledger,
        coalesce(l.lane, r.lane) AS ruling
    FROM every AS e
    CROSS JOIN run.month AS m
    LEFT JOIN last_worked AS l ON l.unit = e.unit
    LEFT JOIN rules.grant_rulings AS r
        ON r.scheme = e.scheme
        AND r.beneficiary_kind = e.beneficiary_kind
        AND r.area = e.area
        AND r.number = least(e.to_number, m.number)
)

SELECT
    unit,
    scheme,
    beneficiary_kind,
    uscc,
    worker,
    person,
    outcome,
    place,
    area,
    period,
    from_number,
    to_number,
    least(to_number, ledger) AS judged,
    project_id,
    award,
    claimed,
    paid,
    has_live,
    ruling,
    -- Only what is surely about one person, or about no person at all, is judged.
    CASE WHEN outcome <> 'unsure' THEN ruling END AS lane
FROM ruled
