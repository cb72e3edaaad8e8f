-- 通报与考核指标。 A figure of a county, city or region for the ledger month, with a year before and the target that a document sets.
WITH areas AS (
    SELECT DISTINCT k.county, substr(k.county, 1, l.digits) AS area
    FROM (SELECT DISTINCT county FROM ledger.workshops) AS k
    CROSS JOIN (VALUES (2), (4), (6)) AS l(digits)
),
sums AS (
    -- What one county of an area can't tell for a year before, the area can't either.
    SELECT a.area, f.figure, CAST(sum(f.value) AS DECIMAL(18, 2)) AS value,
        CASE WHEN count(f.year_before) = count(*) THEN CAST(sum(f.year_before) AS DECIMAL(18, 2)) END AS year_before
    FROM areas AS a
    INNER JOIN ledger.figures AS f ON f.county = a.county
    GROUP BY a.area, f.figure
),
paid AS (
    -- Half up to the fen, in whole numbers.
    SELECT f.area,
        CASE WHEN h.value > 0 THEN (2 * CAST(f.value AS BIGINT) + CAST(h.value AS BIGINT)) // (2 * CAST(h.value AS BIGINT)) END AS fen,
        CASE WHEN h.year_before > 0
            THEN (2 * CAST(f.year_before AS BIGINT) + CAST(h.year_before AS BIGINT)) // (2 * CAST(h.year_before AS BIGINT)) END AS fen_then
    FROM sums AS f
    INNER JOIN sums AS h ON h.area = f.area AND h.figure = 'pay_heads'
    WHERE f.figure = 'pay_fen'
),
valued AS (
    SELECT area, figure AS indicator, value, year_before FROM sums WHERE figure NOT IN ('pay_fen', 'pay_heads')
    UNION ALL
    SELECT area, 'mean_pay', of_fen(fen), of_fen(fen_then) FROM paid
    UNION ALL
    -- In per cent, half up to two places; of falling pay the amount is rounded.
    SELECT area, 'pay_growth',
        CASE WHEN fen_then > 0 THEN of_fen(
            CASE WHEN fen >= fen_then THEN 1 ELSE -1 END * ((20000 * abs(fen - fen_then) + fen_then) // (2 * fen_then))
        ) END,
        CAST(NULL AS DECIMAL(18, 2))
    FROM paid
),
aimed AS (
    SELECT v.area, v.indicator, t.document, t.clause,
        CASE WHEN t.is_growth THEN of_fen((2 * fen(v.year_before) * (100 + t.at_least) + 100) // 200) ELSE CAST(t.at_least AS DECIMAL(18, 2)) END AS target,
        row_number() OVER (
            PARTITION BY v.area, v.indicator ORDER BY t.is_growth, length(t.area) DESC, t.rule
        ) AS nth
    FROM valued AS v
    CROSS JOIN run.month AS m
    INNER JOIN policy.targets AS t
        ON t.indicator = v.indicator AND starts_with(v.area, t.area) AND (NOT t.is_whole OR v.area = t.area)
        AND m.last_day BETWEEN t.first_on AND t.last_on
),
told AS (
    SELECT v.area, v.indicator, v.value, v.year_before, a.target, a.document, a.clause, w.zh,
        -- Money and shares have fen and hundredths, counts have none.
        contains(w.zh, '（元）') OR contains(w.zh, '（%）') AS has_parts
    FROM valued AS v
    INNER JOIN run.words AS w ON w.list = 'indicator' AND w.code = v.indicator
    LEFT JOIN aimed AS a ON a.area = v.area AND a.indicator = v.indicator AND a.nth = 1
),
worded AS (
    SELECT t.*,
        CASE WHEN t.has_parts THEN text(t.value) ELSE text(CAST(t.value AS BIGINT)) END AS value_zh,
        CASE WHEN t.has_parts THEN text(t.year_before) ELSE text(CAST(t.year_before AS BIGINT)) END AS before_zh,
        CASE WHEN t.has_parts OR t.target <> CAST(t.target AS BIGINT) THEN text(t.target) ELSE text(CAST(t.target AS BIGINT)) END AS target_zh
    FROM told AS t
)
SELECT
    w.area, m.month, w.indicator, w.value, w.year_before, w.target,
    w.zh || CASE WHEN w.value IS NULL THEN '没有可用的数据' ELSE w.value_zh END
    || CASE WHEN w.year_before IS NULL THEN '' ELSE '，上年同期' || w.before_zh END
    || CASE
        WHEN w.target IS NULL THEN ''
        WHEN w.value IS NULL THEN '，目标' || w.target_zh
        WHEN w.value >= w.target THEN '，目标' || w.target_zh || '，已达到'
        ELSE '，目标' || w.target_zh || '，尚未达到'
    END || '。' AS says,
    coalesce(w.document, '') AS document,
    coalesce(w.clause, '') AS clause
FROM worded AS w
CROSS JOIN run.month AS m
