-- 合同种类条件。 Whether a contract of one of the kinds holds in the period: the filed one, else what the roster declares.
WITH units AS (
    SELECT
        u.unit,
        u.judged,
        a.asked,
        a.clause,
        a.test,
        a.kinds,
        CASE WHEN u.place IS NULL OR s.uscc IS NOT NULL THEN u.area END AS area
    FROM rules.grant_units AS u
    INNER JOIN policy.grant_asked AS a ON a.lane = u.lane AND a.test = 'has_contract'
    LEFT JOIN rules.grant_shops AS s USING (place)
),

filed AS (
    SELECT
        unit,
        bit_or(kind) AS kinds
    FROM rules.grant_contracts
    GROUP BY unit
),

declared AS (
    SELECT
        unit,
        bit_or(declared) AS kinds
    FROM rules.grant_months
    WHERE is_inside AND is_listed
    GROUP BY unit
),

judged AS (
    SELECT
        u.*,
        CASE
            WHEN (f.kinds & u.kinds) <> 0 THEN 'met'
            WHEN f.unit IS NULL AND (d.kinds & u.kinds) <> 0 THEN 'met'
            WHEN f.unit IS NOT NULL OR c.number IS NOT NULL THEN 'not_met'
            ELSE 'undetermined'
        END AS outcome
    FROM units AS u
    LEFT JOIN filed AS f USING (unit)
    LEFT JOIN declared AS d ON d.unit = u.unit
    LEFT JOIN rules.grant_full AS c
        ON c.source = 'hrss.contracts' AND c.area = u.area AND c.number = u.judged
)

SELECT
    unit,
    clause,
    test,
    outcome,
    CAST(NULL AS DOUBLE) AS low,
    CAST(NULL AS DOUBLE) AS high,
    CAST(NULL AS DOUBLE) AS threshold,
    CASE WHEN outcome = 'met' THEN '期间有符合种类的合同' ELSE '期间没有查到符合种类的合同' END AS says
FROM judged
