-- 跨年连续十二个月。 A person-year that falls short, while twelve months in a row that no other award uses fulfil what is asked.
WITH short AS (
    SELECT
        s.unit,
        u.lane,
        u.scheme,
        u.beneficiary_kind,
        u.area,
        s.asks_title,
        u.worker,
        u.person,
        u.place,
        u.from_number,
        s.needed,
        coalesce(a.pay, 0) AS pay_asked
    FROM rules.grant_year_sums AS s
    INNER JOIN rules.grant_units AS u USING (unit)
    INNER JOIN rules.grant_year_asks AS a ON a.lane = s.lane
    WHERE a.rolling
        AND (s.cover_high + s.missing < s.needed OR s.pay_high < coalesce(a.pay, 0))
        -- While the year can still bring what is missing nobody asks about another window.
        AND (
            s.remaining = 0
            OR s.cover_high + s.missing + s.remaining < s.needed
            OR NOT s.last_group
        )
),

awarded AS (
    SELECT DISTINCT
        lane,
        person,
        from_number // 12 AS year
    FROM rules.grant_units
    WHERE has_live AND person IS NOT NULL AND lane IN (SELECT lane FROM rules.grant_year_asks)
),

counted AS (
    SELECT
        s.unit,
        w.number,
        coalesce(w.pay, 0) AS pay,
        s.from_number,
        s.needed,
        s.pay_asked
    FROM short AS s
    INNER JOIN rules.grant_work AS w
        ON w.worker = s.worker AND w.place = s.place
    INNER JOIN rules.grant_rulings AS r
        ON r.scheme = s.scheme
        AND r.beneficiary_kind = s.beneficiary_kind
        AND r.area = s.area
        AND r.number = w.number
    INNER JOIN rules.grant_year_asks AS q ON q.lane = r.lane
    LEFT JOIN rules.grant_title_months AS t
        ON t.place = s.place AND t.number = w.number
    LEFT JOIN awarded AS a
        ON a.lane = s.lane AND a.person = s.person AND a.year = w.number // 12 AND a.year <> s.from_number // 12
    WHERE a.person IS NULL
        AND w.maybe
        AND (NOT s.asks_title OR t.number IS NOT NULL)
        AND (q.premium IS NULL OR coalesce(w.premium, 0) >= q.premium)
        AND (q.groups IS NULL OR q.undelivered OR (w.seen_groups & q.groups) <> 0)
),

-- A window that ends without a month of its own holds no more than the one that ends with its last month; but it ends in the year or later.
ends AS (
    SELECT DISTINCT
        unit,
        greatest(number, from_number) AS number
    FROM counted
    WHERE number < from_number + 23
),

windows AS (
    SELECT
        e.unit,
        e.number,
        count(*) AS found,
        CAST(sum(c.pay) AS DECIMAL(18, 2)) AS paid,
        max(c.needed) AS needed,
        max(c.pay_asked) AS pay_asked
    FROM ends AS e
    INNER JOIN counted AS c
        ON c.unit = e.unit AND c.number BETWEEN e.number - 11 AND e.number
    GROUP BY e.unit, e.number
)

SELECT DISTINCT unit
FROM windows
WHERE found >= needed AND paid >= pay_asked
