-- 缴费条件。 Whether contributions were paid for the month, or for so many months of the period.
WITH units AS (
    SELECT
        u.unit,
        u.has_live,
        u.from_number,
        u.judged,
        u.to_number,
        a.asked,
        a.clause,
        a.test,
        a.kinds,
        a.months,
        coalesce(a.months, 1) AS needed,
        a.in_full,
        coalesce(a.kinds, g.insurance, 0) AS insured,
        CASE WHEN u.place IS NULL OR s.uscc IS NOT NULL THEN u.area END AS area
    FROM rules.grant_units AS u
    INNER JOIN policy.grants AS g USING (lane)
    INNER JOIN policy.grant_asked AS a ON a.lane = u.lane AND a.test = 'contributions'
    LEFT JOIN rules.grant_shops AS s ON s.place = u.place
),

paid AS (
    SELECT
        u.unit,
        u.asked,
        count(DISTINCT c.number) FILTER (WHERE c.state = 'paid') AS paid,
        count(*) FILTER (WHERE c.state IN ('due', 'deferred')) AS unpaid,
        bit_or(c.kind) FILTER (WHERE c.state = 'paid') AS kinds_paid
    FROM units AS u
    INNER JOIN rules.grant_contributions AS c USING (unit)
    WHERE u.kinds IS NULL OR (c.kind & u.kinds) <> 0
    GROUP BY u.unit, u.asked
),

lit AS (
    SELECT
        u.unit,
        u.asked,
        count(*) AS months
    FROM units AS u
    INNER JOIN rules.grant_full AS f
        ON f.source = 'social_insurance.contributions'
        AND f.area = u.area
        AND f.number BETWEEN u.from_number AND u.judged
    GROUP BY u.unit, u.asked
),

ends AS (
    SELECT
        u.*,
        coalesce(p.paid, 0) AS low,
        coalesce(p.paid, 0) + greatest(u.judged - u.from_number + 1, 0) - coalesce(l.months, 0) AS high,
        coalesce(p.unpaid, 0) AS unpaid,
        -- Kinds of which nothing was paid though the source is whole: told, for which of them are due is for a person.
        CASE WHEN u.in_full AND p.paid > 0 AND l.months = u.judged - u.from_number + 1
            THEN u.insured & (31 - (u.insured & p.kinds_paid)) ELSE 0 END AS silent
    FROM units AS u
    LEFT JOIN paid AS p
        ON p.unit = u.unit AND p.asked = u.asked
    LEFT JOIN lit AS l
        ON l.unit = u.unit AND l.asked = u.asked
),

judged AS (
    SELECT
        e.*,
        CASE
            WHEN in_full AND unpaid > 0 THEN 'not_met'
            WHEN low >= needed THEN 'met'
            WHEN high >= needed THEN 'undetermined'
            WHEN months IS NOT NULL AND judged < to_number THEN 'pending'
            ELSE 'not_met'
        END AS outcome
    FROM ends AS e
)

SELECT
    unit,
    clause,
    test,
    outcome,
    CAST(low AS DOUBLE) AS low,
    CAST(high AS DOUBLE) AS high,
    CAST(needed AS DOUBLE) AS threshold,
    CASE
        WHEN has_live OR outcome <> 'not_met'
            THEN '期间单位缴费 ' || text(low) || ' 个月，须 ' || text(needed) || ' 个月'
                || CASE WHEN silent = 0 THEN '' ELSE '；没有查到缴费的险种：' || substr(
                    CASE WHEN (silent & 1) <> 0 THEN '、养老' ELSE '' END
                    || CASE WHEN (silent & 2) <> 0 THEN '、失业' ELSE '' END
                    || CASE WHEN (silent & 4) <> 0 THEN '、医疗' ELSE '' END
                    || CASE WHEN (silent & 8) <> 0 THEN '、工伤' ELSE '' END
                    || CASE WHEN (silent & 16) <> 0 THEN '、生育' ELSE '' END, 2) || '，是否足额请核实' END
    END AS says
FROM judged
