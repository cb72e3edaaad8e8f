-- 配置的参数（按县、月）。 A configured number, by name or by scheme, as it holds in a county and month.
WITH earliest AS (
    SELECT min(from_month) AS month FROM verify.benefits
),

months AS (
    SELECT
        c.month,
        c.number,
        c.year
    FROM run.calendar AS c
    CROSS JOIN run.month AS m
    CROSS JOIN earliest AS e
    -- Two years for what nobody claimed, and the year before whatever was claimed for what goes by last year's number.
    WHERE c.number <= m.number
        AND c.number >= least(m.number - 36, month_number(coalesce(e.month, m.month)) - 12)
),

held AS (
    SELECT
        coalesce(p.name, p.scheme) AS code,
        a.area,
        m.number,
        p.amount,
        CASE
            WHEN regexp_matches(lower(coalesce(p.unit, '')), 'year|年') THEN 'year'
            WHEN regexp_matches(lower(coalesce(p.unit, '')), 'month|月') THEN 'month'
            WHEN regexp_matches(lower(coalesce(p.unit, '')), 'day|天|日') THEN 'day'
            ELSE ''
        END AS each,
        row_number() OVER (
            PARTITION BY coalesce(p.name, p.scheme), a.area, m.number
            ORDER BY length(p.area) DESC, coalesce(p.first_month, 0) DESC, p.year DESC, p.amount DESC
        ) AS nth
    FROM run.parameters AS p
    INNER JOIN rules.grant_areas AS a ON starts_with(a.area, p.area)
    INNER JOIN months AS m
        ON m.month >= coalesce(p.first_month, 0) AND m.year = coalesce(p.year, m.year)
)

SELECT
    code,
    area,
    number,
    amount,
    each
FROM held
WHERE nth = 1
