-- 人年合计。 A person-year with how many of its months fulfil what, its pay, and what the year still brings.
WITH sums AS (
    SELECT
        y.unit,
        count(*) FILTER (WHERE y.at_work) AS worked,
        count(*) FILTER (WHERE y.is_open) AS open_title,
        count(*) FILTER (WHERE y.early) AS early,
        CAST(sum(y.pay) FILTER (WHERE y.early) AS DECIMAL(18, 2)) AS pay_early,
        CAST(sum(y.pay) FILTER (WHERE y.at_work) AS DECIMAL(18, 2)) AS pay_worked,
        CAST(sum(y.pay) FILTER (WHERE y.is_open) AS DECIMAL(18, 2)) AS pay_open,
        count(*) FILTER (WHERE y.surely) AS work_low,
        count(*) FILTER (WHERE y.maybe) AS work_high,
        count(*) FILTER (WHERE y.group_low) AS group_low,
        count(*) FILTER (WHERE y.group_high) AS group_high,
        count(*) FILTER (WHERE y.cover_low) AS cover_low,
        count(*) FILTER (WHERE y.cover_high) AS cover_high,
        count(*) FILTER (WHERE y.insured_high) AS insured_high,
        count(*) FILTER (WHERE y.agreed) AS agreed,
        count(*) FILTER (WHERE y.reviewed) AS reviewed,
        count(*) FILTER (WHERE y.only_declared) AS unshown,
        CAST(sum(y.pay_sure) FILTER (WHERE y.surely) AS DECIMAL(18, 2)) AS pay_low,
        CAST(sum(y.pay) FILTER (WHERE y.maybe) AS DECIMAL(18, 2)) AS pay_high,
        bool_or(y.some_group) FILTER (WHERE y.number = m.number) AS last_group
    FROM rules.grant_year_months AS y
    CROSS JOIN run.month AS m
    GROUP BY y.unit
),

-- Months to come bring something only while the title lasts.
lasting AS (
    SELECT
        u.unit,
        count(*) AS months
    FROM rules.grant_units AS u
    INNER JOIN rules.grant_title_months AS t
        ON t.place = u.place AND t.number > u.judged AND t.number <= u.to_number
    WHERE u.to_number > u.judged
    GROUP BY u.unit
),

units AS (
    SELECT
        u.unit,
        u.lane,
        u.area,
        u.judged,
        g.title_clause IS NOT NULL AND u.place IS NOT NULL AS asks_title,
        CASE
            WHEN g.title_clause IS NOT NULL AND u.place IS NOT NULL THEN coalesce(l.months, 0)
            ELSE u.to_number - u.judged
        END AS remaining,
        a.months,
        a.parameter,
        a.shop_kinds,
        s.is_inspected,
        coalesce(s.is_seasonal AND contains(a.shop_kinds, ',' || s.kind || ','), FALSE) AS relaxed,
        coalesce(i.missing, 0) AS missing
    FROM rules.grant_units AS u
    INNER JOIN rules.grant_year_asks AS a USING (lane)
    INNER JOIN policy.grants AS g USING (lane)
    LEFT JOIN lasting AS l ON l.unit = u.unit
    LEFT JOIN rules.grant_shops AS s USING (place)
    LEFT JOIN rules.grant_silences AS i
        ON i.place = coalesce(u.place, 0)
        AND i.scheme = u.scheme
        AND i.area = u.area
        AND i.lane = u.lane
        AND i.from_number = u.from_number
        AND i.judged = u.judged
),

-- A seasonal workshop follows the county's number, where one is configured.
relaxed AS (
    SELECT
        u.unit,
        fen(p.amount) // 100 AS months,
        row_number() OVER (
            PARTITION BY u.unit
            ORDER BY length(p.area) DESC, coalesce(p.first_month, 0) DESC, p.amount DESC
        ) AS nth
    FROM units AS u
    INNER JOIN run.parameters AS p
        ON p.name = u.parameter
        AND starts_with(u.area, p.area)
        AND month_at(u.judged) >= coalesce(p.first_month, 0)
    WHERE u.relaxed
)

SELECT
    u.unit,
    u.lane,
    u.missing,
    u.remaining,
    u.asks_title,
    coalesce(s.worked, 0) AS worked,
    coalesce(s.open_title, 0) AS open_title,
    coalesce(s.early, 0) AS early,
    coalesce(s.pay_early, 0) AS pay_early,
    coalesce(s.pay_worked, 0) AS pay_worked,
    coalesce(s.pay_open, 0) AS pay_open,
    coalesce(r.months, u.months) AS needed,
    u.relaxed AND coalesce(r.months, u.months) = u.months AS is_unset,
    coalesce(s.work_low, 0) AS work_low,
    coalesce(s.work_high, 0) AS work_high,
    coalesce(s.group_low, 0) AS group_low,
    coalesce(s.group_high, 0) AS group_high,
    coalesce(s.cover_low, 0) AS cover_low,
    coalesce(s.cover_high, 0) AS cover_high,
    coalesce(s.insured_high, 0) AS insured_high,
    coalesce(s.agreed, 0) AS agreed,
    coalesce(s.reviewed, 0) AS reviewed,
    coalesce(s.pay_low, 0) AS pay_low,
    coalesce(s.pay_high, 0) AS pay_high,
    coalesce(s.last_group, TRUE) AS last_group,
    coalesce(u.is_inspected AND s.unshown > 0, FALSE) AS is_inspected
FROM units AS u
LEFT JOIN sums AS s USING (unit)
LEFT JOIN relaxed AS r
    ON r.unit = u.unit AND r.nth = 1
