-- 服务对象的统计。 How many could not be told for want of a source, and how many of ended workshops found work within three months.
SELECT 'untold' AS about, o.kind, count(DISTINCT o.person) AS people
FROM ledger.out_of_work AS o
WHERE NOT o.is_working AND NOT o.is_told
GROUP BY o.kind
UNION ALL
SELECT 'placed' AS about, o.kind, count(DISTINCT o.person) AS people
FROM ledger.out_of_work AS o
WHERE o.is_placed
GROUP BY o.kind
UNION ALL
SELECT 'followed' AS about, o.kind, count(DISTINCT o.person) AS people
FROM ledger.out_of_work AS o
WHERE o.kind = 'workshop_ended'
GROUP BY o.kind
UNION ALL
SELECT 'untold' AS about, 'household' AS kind, count(*) AS people
FROM ledger.idle_homes AS h
WHERE NOT h.is_told
HAVING count(*) > 0
