-- 务工期合计。 A unit's months of work of the person at the workshop and the pay of them: up to its end, of what is granted once up to now; those inside alone besides.
WITH asking AS (
    SELECT
        u.unit,
        u.place,
        u.judged,
        u.from_number,
        g.per = 'person' AS is_once
    FROM rules.grant_units AS u
    INNER JOIN policy.grants AS g USING (lane)
    WHERE g.stay_months IS NOT NULL OR g.part_of = 'pay' OR g.tiered_by IN ('months', 'pay', 'year')
),

months AS (
    SELECT
        a.unit,
        a.place,
        m.number,
        m.pay,
        m.only_declared,
        m.surely AND m.sure_title AS surely,
        m.maybe AND m.some_title AS maybe,
        m.is_inside OR a.is_once AS counts
    FROM asking AS a
    INNER JOIN rules.grant_months AS m ON m.unit = a.unit
    WHERE m.is_listed AND (a.is_once OR m.number <= a.judged)
),

sums AS (
    SELECT
        unit,
        place,
        min(number) AS first,
        max(number) AS last,
        count(*) FILTER (WHERE surely) AS low,
        count(*) FILTER (WHERE maybe) AS high,
        CAST(coalesce(sum(pay) FILTER (WHERE surely), 0) AS DECIMAL(18, 2)) AS pay_low,
        CAST(coalesce(sum(pay) FILTER (WHERE maybe), 0) AS DECIMAL(18, 2)) AS pay_high,
        count(*) FILTER (WHERE surely AND counts) AS own_low,
        count(*) FILTER (WHERE maybe AND counts) AS own_high,
        CAST(coalesce(sum(pay) FILTER (WHERE surely AND counts), 0) AS DECIMAL(18, 2)) AS own_pay_low,
        CAST(coalesce(sum(pay) FILTER (WHERE maybe AND counts), 0) AS DECIMAL(18, 2)) AS own_pay_high,
        bool_or(only_declared) AS only_declared
    FROM months
    GROUP BY unit, place
),

-- Months between in which no roster speaks of the workshop may have been worked.
silent AS (
    SELECT
        s.unit,
        count(*) AS months
    FROM sums AS s
    INNER JOIN run.calendar AS c ON c.number BETWEEN s.first AND s.last
    ANTI JOIN rules.grant_told AS t
        ON t.place = s.place AND t.number = c.number
    GROUP BY s.unit
)

SELECT
    s.*,
    coalesce(i.months, 0) AS missing
FROM sums AS s
LEFT JOIN silent AS i USING (unit)
