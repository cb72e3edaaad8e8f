-- 应认未认。 An employer of the areas, not recognised, that employs people who count.
SELECT c.uscc, text(c.entity_name) AS entity_name, c.county, c.month, c.low, c.high, c.threshold, c.outcome, c.says, c.rule
FROM rules.candidates AS c
INNER JOIN run.month AS m USING (month)
SEMI JOIN run.areas AS a ON starts_with(c.county, a.area)
