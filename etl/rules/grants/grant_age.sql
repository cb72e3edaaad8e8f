-- 年龄条件。 Full years on the last day of the period's first month, both ends included.
WITH aged AS (
    SELECT
        u.unit,
        a.clause,
        a.test,
        a.number,
        a.at_most,
        age_on(p.born_on, c.last_day) AS years
    FROM rules.grant_units AS u
    INNER JOIN policy.grant_asked AS a ON a.lane = u.lane AND a.test = 'age'
    INNER JOIN run.calendar AS c ON c.number = u.from_number
    LEFT JOIN link.persons AS p ON p.person = u.person
)

SELECT
    unit,
    clause,
    test,
    CASE
        WHEN years IS NULL THEN 'undetermined'
        WHEN years >= coalesce(number, 0) AND years <= coalesce(at_most, years) THEN 'met'
        ELSE 'not_met'
    END AS outcome,
    CAST(years AS DOUBLE) AS low,
    CAST(years AS DOUBLE) AS high,
    CAST(number AS DOUBLE) AS threshold,
    '期初满 ' || known(years) || ' 周岁'
    || CASE WHEN number IS NULL AND at_most IS NULL THEN ''
            WHEN at_most IS NULL THEN '，须满 ' || text(fen(number) // 100) || ' 周岁'
            WHEN number IS NULL THEN '，须不超过 ' || text(at_most) || ' 周岁'
            ELSE '，须 ' || text(fen(number) // 100) || ' 至 ' || text(at_most) || ' 周岁' END AS says
FROM aged
