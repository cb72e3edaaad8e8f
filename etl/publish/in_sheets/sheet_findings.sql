-- 认定与退出核对表。 A rule applied to a workshop, told in the words of its family.
WITH families AS (
    SELECT DISTINCT rule, family FROM rules.findings
)
SELECT
    f.workshop_id, s.workshop_name, f.rule, f.low, f.high, f.threshold,
    -- Not to reach the case of exit is good, and not to reach the higher title is no fault: neither says 不符合.
    CASE
        WHEN a.family IN ('exit', 'upgrade') AND f.outcome IN ('met', 'not_met') THEN a.family || '_' || f.outcome
        ELSE f.outcome
    END AS outcome_shown,
    f.says, f.document || ' ' || f.clause AS clause_shown,
    s.county, coalesce(c.county_name, s.county) AS county_name
FROM publish.findings AS f
INNER JOIN ledger.ledger AS s USING (workshop_id)
INNER JOIN families AS a ON a.rule = f.rule
LEFT JOIN publish.counties AS c ON c.county = s.county
