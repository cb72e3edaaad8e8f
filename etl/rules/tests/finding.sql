-- 须由人认定的事项。 What only a person can find of a workshop: the recorded fact, else what the document takes its absence for.
SELECT
    q.workshop_id,
    q.asked,
    CASE WHEN f.holds THEN 'met' WHEN f.is_denied THEN 'not_met' ELSE a.absent END AS outcome,
    CAST(NULL AS DOUBLE) AS low,
    CAST(NULL AS DOUBLE) AS high,
    CAST(NULL AS DOUBLE) AS threshold,
    CASE
        WHEN a.fact IS NULL THEN '须由人核实：' || a.words
        WHEN f.code IS NULL THEN '没有记录：' || a.words
        ELSE '已记录：' || a.words || '（' || known(f.value) || '）'
    END AS says
FROM rules.questions AS q
INNER JOIN policy.asked AS a ON a.asked = q.asked
LEFT JOIN rules.shop_facts AS f ON f.workshop_id = q.workshop_id AND f.code = a.fact
WHERE a.form = 'finding'
