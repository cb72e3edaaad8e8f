-- 数据覆盖表。 A source and county in the ledger month.
SELECT v.source, v.county, v.state, v.rows, v.as_of, v.says, coalesce(c.county_name, v.county) AS county_name
FROM publish.coverage AS v
INNER JOIN run.month AS m USING (month)
LEFT JOIN publish.counties AS c USING (county)
