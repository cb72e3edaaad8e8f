-- 应享条件。 A condition of an entitlement with what was measured.
SELECT
    i.entitlement_id,
    c.clause,
    c.test,
    c.outcome,
    c.low,
    c.high,
    c.threshold,
    c.says
FROM (
    SELECT * FROM rules.grant_conditions
    UNION ALL
    SELECT * FROM rules.grant_fact
) AS c
SEMI JOIN rules.grant_outcomes AS o USING (unit)
INNER JOIN rules.grant_ids AS i USING (unit)
