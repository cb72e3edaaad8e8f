-- 较上期变化。 A cell that is another than in the previous release: of the ledger, or of a verdict on a roster row.
WITH cells AS (
    SELECT * FROM (VALUES
        ('workshop_name', 'recorded'), ('uscc', 'recorded'), ('operator_name', 'recorded'),
        ('operator_state', 'recorded'), ('area_code', 'recorded'), ('address', 'recorded'),
        ('manager_name', 'recorded'), ('kind', 'recorded'), ('floor_area_m2', 'recorded'), ('product', 'recorded'),
        ('scale', 'recorded'), ('recognised_on', 'recorded'), ('recognised_by', 'recorded'),
        ('certificate_no', 'recorded'), ('state', 'recorded'),
        ('workers_declared', 'computed'), ('poverty_declared', 'computed'), ('poverty_undeclared', 'computed'),
        ('poverty_confirmed', 'computed'), ('poverty_declared_only', 'computed'),
        ('poverty_contradicted', 'computed'), ('poverty_unknown', 'computed'), ('poverty_not_in_force', 'computed'),
        ('mean_pay', 'computed'), ('recognition', 'computed'), ('upgrade', 'computed'), ('exit', 'computed'),
        ('schemes_paid', 'computed'), ('paid_this_year', 'computed'), ('over_this_year', 'computed'),
        ('under_this_year', 'computed'), ('open_alerts', 'computed'), ('conclusion', 'computed'),
        ('policy', 'policy')
    ) AS t (cell, kind_of_cell)
),
sides AS (
    SELECT TRUE AS is_now, n.* FROM ledger.ledger AS n
    UNION ALL
    SELECT FALSE AS is_now, b.* FROM earlier.ledger AS b
),
said AS (
    SELECT
        s.workshop_id, s.is_now, c.cell, c.kind_of_cell,
        CASE c.cell
            WHEN 'workshop_name' THEN text(s.workshop_name)
            WHEN 'uscc' THEN text(s.uscc)
            WHEN 'operator_name' THEN text(s.operator_name)
            WHEN 'operator_state' THEN text(s.operator_state)
            WHEN 'area_code' THEN text(s.area_code)
            WHEN 'address' THEN text(s.address)
            WHEN 'manager_name' THEN text(s.manager_name)
            WHEN 'kind' THEN text(s.kind)
            WHEN 'floor_area_m2' THEN text(s.floor_area_m2)
            WHEN 'product' THEN text(s.product)
            WHEN 'scale' THEN text(s.scale)
            WHEN 'recognised_on' THEN text(s.recognised_on)
            WHEN 'recognised_by' THEN text(s.recognised_by)
            WHEN 'certificate_no' THEN text(s.certificate_no)
            WHEN 'state' THEN text(s.state)
            WHEN 'workers_declared' THEN text(s.workers_declared)
            WHEN 'poverty_declared' THEN text(s.poverty_declared)
            WHEN 'poverty_undeclared' THEN text(s.poverty_undeclared)
            WHEN 'poverty_confirmed' THEN text(s.poverty_confirmed)
            WHEN 'poverty_declared_only' THEN text(s.poverty_declared_only)
            WHEN 'poverty_contradicted' THEN text(s.poverty_contradicted)
            WHEN 'poverty_unknown' THEN text(s.poverty_unknown)
            WHEN 'poverty_not_in_force' THEN text(s.poverty_not_in_force)
            WHEN 'mean_pay' THEN text(s.mean_pay)
            WHEN 'recognition' THEN text(s.recognition)
            WHEN 'upgrade' THEN text(s.upgrade)
            WHEN 'exit' THEN text(s.exit)
            WHEN 'schemes_paid' THEN text(s.schemes_paid)
            WHEN 'paid_this_year' THEN text(s.paid_this_year)
            WHEN 'over_this_year' THEN text(s.over_this_year)
            WHEN 'under_this_year' THEN text(s.under_this_year)
            WHEN 'open_alerts' THEN text(s.open_alerts)
            WHEN 'conclusion' THEN text(s.conclusion)
            WHEN 'policy' THEN text(s.policy)
        END AS value
    FROM sides AS s
    CROSS JOIN cells AS c
),
paired AS (
    -- A workshop that stands on one side alone came or left, and has no cells to compare.
    SELECT
        workshop_id, cell, kind_of_cell,
        max(value) FILTER (WHERE NOT is_now) AS was,
        max(value) FILTER (WHERE is_now) AS now
    FROM said
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
    SELECT workshop_id, bool_or(is_now) AS is_now FROM sides GROUP BY workshop_id HAVING count(*) = 1
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
    SELECT DISTINCT value, unnest(string_split(value, ',')) AS code FROM said WHERE cell = 'schemes_paid' AND value <> ''
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
