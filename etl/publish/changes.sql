-- 较上期变化。 A cell that is another than in the previous release: of the ledger, or of a verdict on a roster row.
WITH paired AS (
    -- A workshop that stands on one side alone came or left, and has no cells to compare.
    SELECT
        workshop_id, cell, kind_of_cell,
        max(value) FILTER (WHERE NOT is_now) AS was,
        max(value) FILTER (WHERE is_now) AS now
    FROM publish.ledger_cells
    GROUP BY workshop_id, cell, kind_of_cell
    HAVING count(*) = 2
),
shops AS (
    -- Whether rules changed, or rows did, shows in the workshop's own cells: the documents applied, or the counts.
    SELECT
        workshop_id,
        bool_or(cell IN ('workers_declared', 'poverty_declared', 'paid_this_year') AND was <> now) AS is_other_rows,
        bool_or(cell = 'policy' AND was <> now) AS is_other_policy
    FROM paired
    GROUP BY workshop_id
),
moved AS (
    SELECT workshop_id, bool_or(is_now) AS is_now
    FROM publish.ledger_cells
    WHERE cell = 'conclusion'
    GROUP BY workshop_id
    HAVING count(*) = 1
),
numbered AS (
    SELECT i.native_key, e.month, e.verdict, text(e.pay) AS pay, e.changed_because
    FROM publish.employment AS e
    INNER JOIN publish.row_index AS i USING (row_ref)
    WHERE e.changed_because IS NOT NULL
),
numbered_before AS (
    SELECT i.native_key, e.verdict, text(e.pay) AS pay
    FROM earlier.employment AS e
    INNER JOIN earlier.row_index AS i USING (row_ref)
),
verdicts AS (
    SELECT
        n.native_key, n.month, n.changed_because,
        text(b.verdict) AS verdict_was, n.verdict AS verdict_now, text(b.pay) AS pay_was, n.pay AS pay_now
    FROM numbered AS n
    LEFT JOIN numbered_before AS b USING (native_key)
),
changed AS (
    SELECT
        'ledger' AS "table", p.workshop_id AS native_key, p.cell AS "column", m.month, p.was, p.now,
        CASE
            WHEN p.kind_of_cell = 'recorded' THEN 'corrected_row'
            WHEN p.kind_of_cell = 'policy' THEN 'policy'
            WHEN NOT s.is_other_rows AND (s.is_other_policy OR r.policy_changed) THEN 'policy'
            ELSE 'new_row'
        END AS because
    FROM paired AS p
    INNER JOIN shops AS s USING (workshop_id)
    CROSS JOIN run.month AS m
    CROSS JOIN run.release AS r
    WHERE p.was <> p.now
    UNION ALL
    SELECT 'employment', native_key, 'verdict', month, verdict_was, verdict_now, changed_because
    FROM verdicts
    WHERE verdict_was <> verdict_now
    UNION ALL
    SELECT 'employment', native_key, 'pay', month, pay_was, pay_now, changed_because
    FROM verdicts
    WHERE pay_was <> pay_now
),
schemes AS (
    SELECT DISTINCT value, unnest(string_split(value, ',')) AS code FROM publish.ledger_cells WHERE cell = 'schemes_paid' AND value <> ''
),
schemes_zh AS (
    -- In the order of the codes, which are cut off again.
    SELECT
        s.value,
        regexp_replace(replace(listed(s.code || '=' || coalesce(w.zh, s.code)), ',', '、'), '[A-Z_]+=', '', 'g') AS zh
    FROM schemes AS s
    LEFT JOIN run.words AS w ON w.list = 'scheme' AND w.code = s.code
    GROUP BY s.value
),
shown AS (
    SELECT
        c."table", c.native_key, c."column", c.month, c.was, c.now, c.because,
        CASE
            WHEN c.was = '' THEN '空'
            WHEN c."column" = 'schemes_paid' THEN sw.zh
            WHEN c."column" = 'upgrade' THEN coalesce(uw.zh, c.was)
            ELSE coalesce(aw.zh, c.was)
        END AS was_zh,
        CASE
            WHEN c.now = '' THEN '空'
            WHEN c."column" = 'schemes_paid' THEN sn.zh
            WHEN c."column" = 'upgrade' THEN coalesce(un.zh, c.now)
            ELSE coalesce(an.zh, c.now)
        END AS now_zh
    FROM changed AS c
    LEFT JOIN schemes_zh AS sw ON sw.value = c.was
    LEFT JOIN schemes_zh AS sn ON sn.value = c.now
    LEFT JOIN run.words AS uw ON uw.list = 'upgrade' AND uw.code = c.was
    LEFT JOIN run.words AS un ON un.list = 'upgrade' AND un.code = c.now
    LEFT JOIN run.words AS aw ON aw.list = 'any' AND aw.code = c.was
    LEFT JOIN run.words AS an ON an.list = 'any' AND an.code = c.now
)
SELECT
    "table", native_key, "column", month, was, now, because,
    '由“' || was_zh || '”变为“' || now_zh || '”，' || CASE
        WHEN because = 'new_row' THEN '有新的记录'
        WHEN because = 'corrected_row' THEN '来源更正了记录'
        WHEN because = 'decision' THEN '人工决定'
        WHEN because = 'policy' THEN '政策文件或参数变化'
        ELSE ''
    END || '。' AS says
FROM shown
UNION ALL
SELECT
    'ledger', v.workshop_id, 'workshop_id', m.month,
    CASE WHEN v.is_now THEN '' ELSE v.workshop_id END,
    CASE WHEN v.is_now THEN v.workshop_id ELSE '' END,
    CASE WHEN v.is_now THEN 'new_row' ELSE 'corrected_row' END,
    CASE WHEN v.is_now THEN '本期新列入台账。' ELSE '本期不再列入台账。' END
FROM moved AS v
CROSS JOIN run.month AS m
