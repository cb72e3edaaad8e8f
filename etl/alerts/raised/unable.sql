-- 不能运行的代码。 A code that lacks a source without which it can't run.
WITH missing AS (
    SELECT n.code, n.source FROM run.alert_needs AS n ANTI JOIN run.sources AS s ON s.source = n.source
)
SELECT code, '缺少数据表 ' || min(source) AS why FROM missing GROUP BY code
