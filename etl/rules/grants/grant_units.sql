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
                c.project_id
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
        c.claimed,
        c.paid,
        TRUE AS has_live
    FROM rules.grant_claims AS c
    CROSS JOIN unclaimed AS u
    LEFT JOIN rules.grant_shops AS s USING (workshop_id)
)

SELECT
    e.unit,
    e.scheme,
    e.beneficiary_kind,
    e.uscc,
    e.worker,
    e.person,
    e.outcome,
    e.place,
    e.area,
    e.period,
    e.from_number,
    e.to_number,
    least(e.to_number, m.number) AS judged,
    e.project_id,
    e.claimed,
    e.paid,
    e.has_live,
    r.lane AS ruling,
    -- Only what is surely about one person, or about no person at all, is judged.
    CASE WHEN e.outcome <> 'unsure' THEN r.lane END AS lane
FROM every AS e
CROSS JOIN run.month AS m
LEFT JOIN rules.grant_rulings AS r
    ON r.scheme = e.scheme
    AND r.beneficiary_kind = e.beneficiary_kind
    AND r.area = e.area
    AND r.number = least(e.to_number, m.number)
