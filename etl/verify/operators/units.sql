-- 单位写法对应的单位。 A wording of an employer with the credit code behind it, its number, its full name, and whether it is a labour agency.
WITH renumbered AS (
    SELECT old_reg_no, max(uscc) AS uscc
    FROM conform.entities
    WHERE old_reg_no IS NOT NULL
    GROUP BY old_reg_no
),
written AS (
    SELECT
        e.employer, e.unit_no,
        coalesce(r.uscc, upper(e.uscc)) AS uscc,
        plain_name(e.employer_name) AS firm
    FROM conform.employers AS e
    LEFT JOIN renumbered AS r ON r.old_reg_no = upper(e.uscc)
),
one_code_of_a_number AS (
    SELECT unit_no, max(uscc) AS uscc
    FROM written
    WHERE uscc IS NOT NULL AND unit_no IS NOT NULL
    GROUP BY unit_no
    HAVING count(DISTINCT uscc) = 1
),
named AS (
    SELECT firm, uscc FROM written WHERE uscc IS NOT NULL
    UNION ALL SELECT plain_name(entity_name) AS firm, uscc FROM conform.entities
),
one_code_of_a_name AS (
    SELECT n.firm, max(n.uscc) AS uscc
    FROM named AS n
    CROSS JOIN policy.limits AS l
    WHERE length(n.firm) >= l.sure_name
    GROUP BY n.firm
    HAVING count(DISTINCT n.uscc) = 1
),
scopes AS (
    SELECT uscc, max(scope) AS scope, max(entity_name) AS entity_name
    FROM conform.entities
    GROUP BY uscc
),
coded AS (
    SELECT w.employer, w.firm, coalesce(w.uscc, u.uscc, n.uscc) AS unit
    FROM written AS w
    LEFT JOIN one_code_of_a_number AS u ON u.unit_no = w.unit_no
    LEFT JOIN one_code_of_a_name AS n ON n.firm = w.firm
),
found AS (
    SELECT
        c.employer, c.unit,
        coalesce(c.firm, plain_name(s.entity_name)) AS firm,
        coalesce(regexp_matches(c.firm, '劳务派遣|人力资源|人才服务|劳务服务|劳务外包|劳务输出|劳务有限'), false)
        OR coalesce(regexp_matches(s.entity_name, '劳务派遣|人力资源|人才服务|劳务服务|劳务外包|劳务输出|劳务有限'), false)
        OR coalesce(regexp_matches(s.scope, '劳务派遣'), false) AS is_agency
    FROM coded AS c
    LEFT JOIN scopes AS s ON s.uscc = c.unit
),
units AS (
    SELECT unit, min(employer) AS number, max(firm) AS firm, bool_or(is_agency) AS is_agency
    FROM found
    WHERE unit IS NOT NULL
    GROUP BY unit
)
SELECT
    f.employer, f.unit,
    -- Below zero for a wording without a code.
    coalesce(u.number, -1 - f.employer) AS number,
    coalesce(f.firm, u.firm) AS firm,
    coalesce(u.is_agency, f.is_agency) AS is_agency
FROM found AS f
LEFT JOIN units AS u ON u.unit = f.unit
