-- 疑点运行情况。 A code, county of the areas and month: whether the code ran, so that silence is said.
SELECT r.code, text(r.county) AS county, r.month, r.state, r.rows, r.raised, text(r.says) AS says
FROM alerts.alert_runs AS r
SEMI JOIN run.areas AS a ON text(r.county) = '' OR starts_with(r.county, a.area)
