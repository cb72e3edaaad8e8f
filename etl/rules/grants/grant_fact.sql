-- 人工事实条件。 Whether a person recorded the fact that a unit asks for, of its workshop or of itself; without it a person is waited for.
WITH units AS (
    SELECT
        u.unit,
        u.judged,
        u.person,
        s.workshop_id,
        s.kind,
        a.asked,
        a.clause,
        a.test,
        a.fact,
        a.shop_kinds,
        a.word
    FROM rules.grant_units AS u
    INNER JOIN policy.grant_asked AS a ON a.lane = u.lane AND a.test = 'fact'
    LEFT JOIN rules.grant_shops AS s USING (place)
),

facts AS (
    SELECT
        code,
        workshop_id,
        entitlement_id,
        person,
        from_month,
        to_month,
        -- A person recorded that the fact does not hold.
        trim(lower(text(value))) IN ('否', 'no', '0', 'false', '未', '无') AS is_denied
    FROM link.facts
),

found AS (
    SELECT
        u.unit,
        u.asked,
        f.is_denied
    FROM units AS u
    INNER JOIN facts AS f
        ON f.workshop_id = u.workshop_id
        AND f.code = u.fact
        AND month_number(coalesce(f.from_month, month_at(u.judged))) <= u.judged
        AND month_number(coalesce(f.to_month, month_at(u.judged))) >= u.judged
        AND coalesce(f.person = u.person, f.person IS NULL)
    UNION ALL
    SELECT
        u.unit,
        u.asked,
        f.is_denied
    FROM units AS u
    INNER JOIN rules.grant_ids AS i USING (unit)
    INNER JOIN facts AS f
        ON f.entitlement_id = i.entitlement_id AND f.code = u.fact
),

best AS (
    SELECT
        unit,
        asked,
        bool_or(NOT is_denied) AS holds
    FROM found
    GROUP BY unit, asked
)

SELECT
    u.unit,
    u.clause,
    u.test,
    CASE
        WHEN u.shop_kinds IS NOT NULL AND NOT coalesce(contains(u.shop_kinds, ',' || u.kind || ','), FALSE) THEN 'met'
        WHEN b.holds IS NULL THEN 'needs_person'
        WHEN b.holds THEN 'met'
        ELSE 'not_met'
    END AS outcome,
    CAST(NULL AS DOUBLE) AS low,
    CAST(NULL AS DOUBLE) AS high,
    CAST(NULL AS DOUBLE) AS threshold,
    CASE WHEN b.holds IS NULL THEN '须由人记录：' ELSE '已由人记录：' END || text(u.word) AS says
FROM units AS u
LEFT JOIN best AS b
    ON b.unit = u.unit AND b.asked = u.asked
