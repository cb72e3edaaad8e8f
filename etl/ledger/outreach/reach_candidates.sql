-- 应认未认的经营主体。 An employer of the areas that is not recognised and employs people who count.
SELECT
    'candidate' AS kind, c.uscc AS subject, CAST(NULL AS VARCHAR) AS person_key, CAST(NULL AS VARCHAR) AS workshop_id, c.uscc,
    c.county, '' AS township, CAST(NULL AS BIGINT) AS since, text(c.entity_name) AS last_employer,
    CAST(NULL AS DECIMAL(18, 2)) AS amount, c.says,
    p.document, p.clause, CAST(NULL AS VARCHAR) AS area_code, CAST(NULL AS BIGINT) AS changed_number
FROM rules.candidates AS c
INNER JOIN run.month AS m USING (month)
SEMI JOIN run.areas AS a ON starts_with(c.county, a.area)
LEFT JOIN (SELECT s.rule, max(s.document) AS document, max(s.clause) AS clause FROM policy.standing AS s GROUP BY s.rule) AS p
    ON p.rule = c.rule
