-- 最长补贴月数。 A unit beyond a person's cap in months, counted over the months with a live row before it; close to retirement it is paid on.
WITH capped AS (
    SELECT
        u.unit,
        u.person,
        u.scheme,
        u.beneficiary_kind,
        u.judged,
        g.most_months,
        g.most_months_clause,
        g.extension_months,
        g.extension_until
    FROM rules.grant_units AS u
    INNER JOIN policy.grants AS g USING (lane)
    WHERE g.most_months IS NOT NULL AND u.person IS NOT NULL
),

live AS (
    SELECT DISTINCT
        b.person,
        b.scheme,
        b.beneficiary_kind,
        c.number
    FROM verify.benefits AS b
    SEMI JOIN capped AS u
        ON u.person = b.person AND u.scheme = b.scheme AND u.beneficiary_kind = b.beneficiary_kind
    INNER JOIN run.calendar AS c ON c.month BETWEEN b.from_month AND b.to_month
    WHERE b.is_live AND b.outcome <> 'unsure'
),

past AS (
    SELECT
        u.unit,
        u.person,
        u.judged,
        u.most_months_clause,
        u.extension_months,
        u.extension_until,
        min(l.number) AS first
    FROM capped AS u
    INNER JOIN live AS l
        ON l.person = u.person
        AND l.scheme = u.scheme
        -- What somebody had for flexible work is not the firm's.
        AND l.beneficiary_kind = u.beneficiary_kind
        AND l.number < u.judged
    GROUP BY
        u.unit,
        u.person,
        u.judged,
        u.most_months,
        u.most_months_clause,
        u.extension_months,
        u.extension_until
    HAVING count(*) >= u.most_months
),

versions AS (
    SELECT
        l.person,
        p.from_month,
        row_number() OVER (
            PARTITION BY p.row_id ORDER BY p.known_from DESC, p.pull_id, p.row_number
        ) AS nth,
        l.outcome
    FROM conform.pensions AS p
    CROSS JOIN run.month AS m
    LEFT JOIN link.link_forms AS l USING (form)
    WHERE (p.known_from <= m.last_day AND (p.known_to IS NULL OR p.known_to > m.last_day))
        OR (p.is_first AND p.known_from > m.last_day)
),

pensions AS (
    SELECT
        person,
        month_number(min(from_month)) AS number
    FROM versions
    WHERE nth = 1 AND person IS NOT NULL AND outcome <> 'unsure'
    GROUP BY person
),

people AS (
    SELECT
        p.unit,
        p.most_months_clause,
        p.extension_months,
        p.judged,
        p.first,
        w.sex,
        w.born_on,
        coalesce(p.extension_until = 'statutory_or_pension' AND p.judged > d.number, FALSE) AS is_retired
    FROM past AS p
    LEFT JOIN link.persons AS w USING (person)
    LEFT JOIN pensions AS d ON d.person = p.person
),

-- Whether a woman retires at 50 or 55 no source says: she is judged by both.
classes AS (
    SELECT
        p.unit,
        p.extension_months,
        p.judged,
        p.first,
        month_number(month_of(p.born_on)) + c.years * 12 AS old,
        -- The reform moves the month by one for so many months of birth.
        month_number(month_of(p.born_on)) + c.years * 12
        + CASE
            WHEN month_number(month_of(p.born_on)) + c.years * 12 < month_number(month_of(c.reform_from)) THEN 0
            ELSE least(
                (month_number(month_of(p.born_on)) + c.years * 12 - month_number(month_of(c.reform_from)))
                // c.months_per_step + 1,
                c.at_most
            )
        END AS reformed,
        end_day(month_at(p.first)) >= c.reform_from AS first_reformed,
        end_day(month_at(p.judged)) >= c.reform_from AS now_reformed
    FROM people AS p
    INNER JOIN policy.retirement AS c
        ON c.sex = CASE WHEN p.sex = '男' THEN '男' ELSE '女' END
    WHERE p.extension_months IS NOT NULL AND p.sex IS NOT NULL AND p.born_on IS NOT NULL
),

-- Paid on past the date by the table of the first approval only because a reform moved it: a person confirms both.
extended AS (
    SELECT
        unit,
        CASE
            WHEN CASE WHEN first_reformed THEN reformed ELSE old END - first >= extension_months THEN 'not_met'
            WHEN judged > CASE WHEN now_reformed THEN reformed ELSE old END THEN 'not_met'
            WHEN judged <= CASE WHEN first_reformed THEN reformed ELSE old END THEN 'met'
            ELSE 'needs_person'
        END AS outcome
    FROM classes
),

together AS (
    SELECT
        unit,
        CASE WHEN min(outcome) = max(outcome) THEN min(outcome) ELSE 'needs_person' END AS outcome
    FROM extended
    GROUP BY unit
),

judged AS (
    SELECT
        p.unit,
        p.most_months_clause AS clause,
        CASE
            WHEN p.extension_months IS NULL OR p.is_retired THEN 'not_met'
            ELSE coalesce(t.outcome, 'undetermined')
        END AS outcome
    FROM people AS p
    LEFT JOIN together AS t USING (unit)
)

SELECT
    unit,
    clause,
    'cap_months' AS test,
    outcome,
    CAST(NULL AS DOUBLE) AS low,
    CAST(NULL AS DOUBLE) AS high,
    CAST(NULL AS DOUBLE) AS threshold,
    CASE outcome
        WHEN 'met' THEN '已超过最长月数，按临近退休延长'
        WHEN 'not_met' THEN '已超过最长补贴月数'
        ELSE '已超过最长补贴月数，能否按临近退休延长须由人核实'
    END AS says
FROM judged
