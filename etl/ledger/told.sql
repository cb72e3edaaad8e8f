-- 车间退出步骤的人工记录。 What a person recorded of a workshop by the ledger month, with the day it names.
SELECT
    f.workshop_id, f.code, f.said_on,
    TRY_CAST(regexp_extract(coalesce(f.value, ''), '^[0-9]{4}-[0-9]{2}-[0-9]{2}$') AS DATE) AS value_on,
    lower(trim(coalesce(f.value, ''))) NOT IN ('否', 'no', '0', 'false', '未', '无') AS holds
FROM link.facts AS f
CROSS JOIN run.month AS m
WHERE f.workshop_id IS NOT NULL AND coalesce(f.from_month <= m.month, TRUE)
