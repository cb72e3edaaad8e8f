-- 合同期限条件。 Whether a contract over the period is long enough: the filed one, else what the roster declares.
WITH units AS (
    SELECT
        u.unit,
        u.has_live,
        u.judged,
        a.asked,
        a.clause,
        a.test,
        a.kinds,
        a.months,
        a.is_most,
        -- Nobody can miss a contract with an operator whom nobody knows.
        CASE WHEN u.place IS NULL OR s.uscc IS NOT NULL THEN u.area END AS area
    FROM rules.grant_units AS u
    INNER JOIN policy.grant_asked AS a ON a.lane = u.lane AND a.test = 'contract_term'
    LEFT JOIN rules.grant_shops AS s USING (place)
),

filed AS (
    SELECT
        u.unit,
        u.asked,
        bool_or(
            (c.kind & u.kinds) <> 0
            AND CASE
                WHEN u.is_most THEN coalesce(day_later(c.contract_from, u.months) - 1 >= c.contract_to, FALSE)
                ELSE c.contract_to IS NULL OR day_later(c.contract_from, u.months) - 1 <= c.contract_to
            END
        ) AS long
    FROM units AS u
    INNER JOIN rules.grant_contracts AS c USING (unit)
    GROUP BY u.unit, u.asked
),

declared AS (
    SELECT
        u.unit,
        u.asked,
        bool_or(
            m.contract_from IS NOT NULL
            AND CASE
                WHEN u.is_most THEN coalesce(day_later(m.contract_from, u.months) - 1 >= m.contract_to, FALSE)
                ELSE m.contract_to IS NULL OR day_later(m.contract_from, u.months) - 1 <= m.contract_to
            END
        ) AS long,
        bool_or(m.contract_from IS NULL) AS unstated
    FROM units AS u
    INNER JOIN rules.grant_months AS m USING (unit)
    WHERE m.is_inside AND (m.declared & u.kinds) <> 0
    GROUP BY u.unit, u.asked
),

judged AS (
    SELECT
        u.*,
        f.unit IS NOT NULL AS is_filed,
        f.long AS filed_long,
        coalesce(d.long, FALSE) AS said_long,
        CASE
            WHEN f.unit IS NOT NULL THEN CASE WHEN f.long THEN 'met' ELSE 'not_met' END
            WHEN d.long THEN 'met'
            WHEN d.unstated OR c.number IS NULL THEN 'undetermined'
            ELSE 'not_met'
        END AS outcome
    FROM units AS u
    LEFT JOIN filed AS f
        ON f.unit = u.unit AND f.asked = u.asked
    LEFT JOIN declared AS d
        ON d.unit = u.unit AND d.asked = u.asked
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
    CAST(months AS DOUBLE) AS threshold,
    CASE
        WHEN NOT has_live AND outcome = 'not_met' THEN NULL
        WHEN is_filed AND filed_long THEN '备案合同期限' || CASE WHEN is_most THEN '不超过 ' ELSE '不少于 ' END || text(months) || ' 个月'
        WHEN is_filed THEN '备案合同的种类或期限不符合（须' || CASE WHEN is_most THEN '不超过 ' ELSE '不少于 ' END || text(months) || ' 个月）'
        WHEN said_long THEN '没有备案合同，花名册申报的合同期限' || CASE WHEN is_most THEN '不超过 ' ELSE '不少于 ' END || text(months) || ' 个月'
        ELSE '没有查到期限' || CASE WHEN is_most THEN '不超过 ' ELSE '不少于 ' END || text(months) || ' 个月的合同'
    END AS says
FROM judged
