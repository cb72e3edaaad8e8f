-- 车间当月经营主体。 A workshop in a month with the credit code of its operator.
SELECT DISTINCT workshop_id, month, upper(uscc) AS uscc
FROM verify.shops
WHERE uscc IS NOT NULL
