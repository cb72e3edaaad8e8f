-- 某月适用的补贴条款。 The lane that judges a scheme, beneficiary and county in a month, of those that are asked about.
WITH asked AS (
    SELECT
        c.scheme,
        c.beneficiary_kind,
        c.area,
        least(c.to_number, m.number) AS number
    FROM rules.grant_claims AS c
    CROSS JOIN run.month AS m
    UNION
    -- A person-year is judged month by month, each by the document of its own last day.
    SELECT
        c.scheme,
        c.beneficiary_kind,
        c.area,
        n.number
    FROM rules.grant_claims AS c
    CROSS JOIN run.month AS m
    INNER JOIN run.calendar AS n ON n.number BETWEEN c.from_number AND least(c.to_number, m.number)
    WHERE c.period = 'person_year'
    UNION
    SELECT
        o.scheme,
        o.beneficiary AS beneficiary_kind,
        o.area,
        n.number
    FROM rules.grant_offers AS o
    CROSS JOIN (
        SELECT DISTINCT number FROM rules.grant_work
        UNION
        SELECT number FROM run.month
        UNION
        SELECT c.number
        FROM run.calendar AS c
        CROSS JOIN run.month AS m
        WHERE c.number BETWEEN m.number - 23 AND m.number
    ) AS n
),

holding AS (
    SELECT
        a.*,
        g.lane,
        row_number() OVER (
            PARTITION BY a.scheme, a.beneficiary_kind, a.area, a.number
            ORDER BY (g.beneficiary = a.beneficiary_kind) DESC, length(g.area) DESC, g.computed DESC, g.rule_no
        ) AS nth
    FROM asked AS a
    INNER JOIN run.calendar AS c USING (number)
    INNER JOIN policy.grants AS g
        ON g.scheme = a.scheme
        AND starts_with(a.area, g.area)
        AND c.last_day BETWEEN g.first_day AND g.last_day
    ANTI JOIN policy.grant_handovers AS h
        ON h.rule_no = g.rule_no AND starts_with(a.area, h.area) AND c.last_day < h.until_day
    WHERE a.beneficiary_kind IN ('person', 'workshop', 'agency')
)

SELECT
    scheme,
    beneficiary_kind,
    area,
    number,
    lane
FROM holding
WHERE nth = 1
