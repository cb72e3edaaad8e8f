-- 认定、升级与退出。 A rule applied to a workshop of the areas in the ledger month.
WITH shops AS (
    SELECT w.workshop_id FROM conform.workshops AS w SEMI JOIN run.areas AS a ON starts_with(w.area_code, a.area)
)
SELECT
    f.workshop_id, f.month, f.rule, f.outcome, f.low, f.high, f.threshold, f.says, f.document, f.clause
FROM rules.findings AS f
INNER JOIN run.month AS m USING (month)
SEMI JOIN shops AS s USING (workshop_id)
