-- 称号有效期。 Whether a title has outlived the months for which it was granted, and whether somebody recorded that it was renewed.
WITH asked AS (
    SELECT
        q.workshop_id,
        q.asked,
        a.months,
        a.fact,
        a.fact_zh,
        s.recognised_on,
        day_or_end_later(s.recognised_on, a.months) AS until_on,
        m.last_day
    FROM rules.questions AS q
    INNER JOIN policy.asked AS a ON a.asked = q.asked
    INNER JOIN rules.shops AS s ON s.workshop_id = q.workshop_id
    CROSS JOIN run.month AS m
    WHERE a.form = 'expires'
),
judged AS (
    SELECT
        a.*,
        f.holds,
        f.is_denied,
        CASE
            WHEN a.recognised_on IS NULL THEN 'undetermined'
            WHEN a.last_day < a.until_on THEN 'not_met'
            WHEN f.holds THEN 'not_met'
            WHEN a.fact IS NULL OR f.is_denied THEN 'met'
            ELSE 'needs_person'
        END AS outcome
    FROM asked AS a
    LEFT JOIN rules.shop_facts AS f ON f.workshop_id = a.workshop_id AND f.code = a.fact
)
SELECT
    workshop_id,
    asked,
    outcome,
    CAST(NULL AS DOUBLE) AS low,
    CAST(NULL AS DOUBLE) AS high,
    CAST(months AS DOUBLE) AS threshold,
    CASE
        WHEN recognised_on IS NULL THEN '没有认定日期，称号有效期 ' || text(months) || ' 个月'
        WHEN last_day < until_on THEN '称号有效期至' || day_zh(until_on)
        WHEN holds THEN '称号有效期已于' || day_zh(until_on) || '届满，已记录：' || fact_zh
        WHEN fact IS NULL OR is_denied THEN '称号有效期已于' || day_zh(until_on) || '届满'
        ELSE '称号有效期已于' || day_zh(until_on) || '届满；须由人核实：' || fact_zh
    END AS says
FROM judged
