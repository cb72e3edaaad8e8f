-- 场地条件。 Whether the workshop's premises are of a kind that the subsidy is for.
WITH judged AS (
    SELECT
        u.unit,
        a.clause,
        a.test,
        s.premises,
        CASE
            WHEN contains(a.shop_kinds, ',' || s.premises || ',') THEN 'met'
            WHEN contains(a.refused, ',' || s.premises || ',') THEN 'not_met'
            ELSE 'needs_person'
        END AS outcome
    FROM rules.grant_units AS u
    INNER JOIN policy.grant_asked AS a ON a.lane = u.lane AND a.test = 'premises'
    LEFT JOIN rules.grant_shops AS s USING (place)
)

SELECT
    unit,
    clause,
    test,
    outcome,
    CAST(NULL AS DOUBLE) AS low,
    CAST(NULL AS DOUBLE) AS high,
    CAST(NULL AS DOUBLE) AS threshold,
    CASE outcome
        WHEN 'met' THEN '场地性质符合'
        WHEN 'not_met' THEN '登记的场地性质不在补贴范围（自有、公家免费或公家资金建成）'
        ELSE '须由人核实：场地性质没有登记或不明'
    END AS says
FROM judged
