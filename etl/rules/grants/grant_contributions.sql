-- 应享单元期间的缴费。 A contribution for the person in the unit's period: at the operator, else at employers whose contract with the person is filed.
WITH asking AS (
    SELECT DISTINCT lane
    FROM policy.grant_asked
    WHERE test = 'contributions'
    UNION
    SELECT lane
    FROM policy.grants
    WHERE amount_kind = 'paid_employer_part'
),

units AS (
    SELECT
        u.unit,
        u.person,
        u.place,
        s.uscc,
        u.from_number,
        u.judged
    FROM rules.grant_units AS u
    SEMI JOIN asking AS a USING (lane)
    LEFT JOIN rules.grant_shops AS s ON s.place = u.place
    WHERE u.person IS NOT NULL
),

placed AS (
    SELECT DISTINCT
        unit,
        uscc
    FROM rules.grant_contracts
    WHERE uscc IS NOT NULL
),

employers AS (
    SELECT
        unit,
        person,
        from_number,
        judged,
        uscc
    FROM units
    WHERE place IS NOT NULL AND uscc IS NOT NULL
    UNION ALL
    SELECT
        u.unit,
        u.person,
        u.from_number,
        u.judged,
        p.uscc
    FROM units AS u
    INNER JOIN placed AS p USING (unit)
    WHERE u.place IS NULL
),

paid AS (
    SELECT
        l.person,
        e.uscc,
        month_number(c.month) AS number,
        CASE c.kind
            WHEN 'pension' THEN 1
            WHEN 'unemployment' THEN 2
            WHEN 'medical' THEN 4
            WHEN 'injury' THEN 8
            WHEN 'maternity' THEN 16
        END AS kind,
        c.state,
        c.base,
        c.employer_amount
    FROM rules.grant_forms AS l
    INNER JOIN conform.contributions AS c USING (form)
    INNER JOIN conform.employers AS e USING (employer)
    WHERE l.is_asked
)

SELECT
    u.unit,
    p.number,
    p.kind,
    p.state,
    p.base,
    p.employer_amount
FROM employers AS u
INNER JOIN paid AS p
    ON p.person = u.person AND p.uscc = u.uscc AND p.number BETWEEN u.from_number AND u.judged
WHERE p.kind IS NOT NULL
