-- 须由人办的事项。 What no data shows of a unit: a condition that nothing we hold can show, a rule that is not computed, another beneficiary, a matter that passed over.
SELECT
    u.unit,
    a.clause,
    a.test,
    'needs_person' AS outcome,
    CAST(NULL AS DOUBLE) AS low,
    CAST(NULL AS DOUBLE) AS high,
    CAST(NULL AS DOUBLE) AS threshold,
    CASE a.test
        WHEN 'external' THEN '须由人核实：' || text(a.word)
        WHEN 'computed' THEN '金额或条件由其他文件规定，须由人核实'
        ELSE '受益对象与条款所列的不同，须由人核实'
    END AS says
FROM rules.grant_units AS u
INNER JOIN policy.grants AS g USING (lane)
INNER JOIN policy.grant_asked AS a
    ON a.lane = u.lane AND a.test IN ('external', 'computed', 'beneficiary')
WHERE a.test <> 'beneficiary' OR u.beneficiary_kind <> g.beneficiary
UNION ALL
SELECT
    u.unit,
    g.clause,
    'straddles' AS test,
    'needs_person' AS outcome,
    CAST(NULL AS DOUBLE) AS low,
    CAST(NULL AS DOUBLE) AS high,
    CAST(NULL AS DOUBLE) AS threshold,
    '期间跨过政策衔接日，须由人核实适用哪个文件' AS says
FROM rules.grant_units AS u
INNER JOIN policy.grants AS g USING (lane)
INNER JOIN policy.grant_handovers AS h
    ON h.rule_no = g.rule_no AND starts_with(u.area, h.area)
WHERE NOT g.by_year
    AND first_day(month_at(u.from_number)) < h.until_day
    AND end_day(month_at(u.judged)) >= h.until_day
