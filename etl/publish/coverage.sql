-- 数据覆盖。 A source, county of the areas and month published: whether the source's silence means anything.
SELECT c.source, text(c.county) AS county, c.month, c.state, c.rows, c.as_of, text(c.says) AS says
FROM verify.coverage AS c
SEMI JOIN run.areas AS a ON text(c.county) = '' OR starts_with(c.county, a.area)
CROSS JOIN run.month AS m
WHERE c.month BETWEEN month_plus(m.month, -11) AND m.month
