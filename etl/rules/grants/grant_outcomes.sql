-- 应享单元的结论。 What a unit that may have a row comes to, what failed, and why.
WITH conditions AS (
    SELECT
        unit,
        clause,
        test,
        outcome,
        low,
        says
    FROM rules.grant_conditions
    UNION ALL
    SELECT
        unit,
        clause,
        test,
        outcome,
        low,
        says
    FROM rules.grant_fact
),

summed AS (
    SELECT
        c.unit,
        -- Of several conditions the first of these decides.
        min(
            CASE c.outcome
                WHEN 'not_met' THEN 0
                WHEN 'pending' THEN 1
                WHEN 'needs_person' THEN 2
                WHEN 'undetermined' THEN 3
                ELSE 4
            END
        ) AS place,
        max(c.low) FILTER (WHERE c.test = 'months') AS confirmed
    FROM conditions AS c
    SEMI JOIN rules.grant_words AS w USING (unit)
    GROUP BY c.unit
),

told AS (
    SELECT
        c.unit,
        listed(CASE WHEN c.outcome IN ('not_met', 'pending') THEN c.clause END) AS failed,
        array_to_string(
            list_sort(list(DISTINCT c.says) FILTER (WHERE c.outcome IN ('not_met', 'pending'))), '；'
        ) AS why_failed,
        array_to_string(
            list_sort(list(DISTINCT c.says) FILTER (WHERE c.outcome NOT IN ('not_met', 'pending'))), '；'
        ) AS why_open
    FROM conditions AS c
    SEMI JOIN rules.grant_words AS w USING (unit)
    WHERE c.outcome <> 'met'
    GROUP BY c.unit
),

judged AS (
    SELECT
        u.unit,
        u.scheme,
        u.person,
        u.period,
        u.from_number,
        u.has_live,
        u.outcome AS link,
        s.confirmed,
        v.worth_low,
        v.worth_high,
        coalesce(v.lacks, '') AS lacks,
        coalesce(t.failed, '') AS failed,
        coalesce(t.why_failed, '') AS why_failed,
        coalesce(t.why_open, '') AS why_open,
        CASE
            WHEN u.ruling IS NULL THEN 'no_basis'
            WHEN u.outcome = 'unsure' THEN 'undetermined'
            WHEN s.place = 0 THEN 'not_due'
            WHEN s.place = 1 THEN 'pending'
            WHEN coalesce(v.lacks, '') <> '' OR s.place = 2 THEN 'needs_person'
            WHEN s.place = 3 THEN 'undetermined'
            ELSE 'due'
        END AS outcome
    FROM rules.grant_units AS u
    SEMI JOIN rules.grant_words AS w USING (unit)
    LEFT JOIN summed AS s ON s.unit = u.unit
    LEFT JOIN told AS t ON t.unit = u.unit
    LEFT JOIN rules.grant_worth AS v ON v.unit = u.unit
),

-- Due at two workshops for one person-year: the one with more confirmed months is the proposal.
rivals AS (
    SELECT
        scheme,
        person,
        from_number,
        count(*) AS units,
        max(confirmed) AS most
    FROM judged
    WHERE outcome = 'due' AND period = 'person_year' AND person IS NOT NULL
    GROUP BY scheme, person, from_number
    HAVING count(*) > 1
),

placed AS (
    SELECT
        j.unit,
        j.confirmed = r.most AS leads,
        CAST(
            sum(CASE WHEN j.confirmed = r.most THEN 1 ELSE 0 END) OVER (
                PARTITION BY j.scheme, j.person, j.from_number
            ) AS BIGINT
        ) AS alike
    FROM judged AS j
    INNER JOIN rivals AS r USING (scheme, person, from_number)
    WHERE j.outcome = 'due' AND j.period = 'person_year'
),

decided AS (
    SELECT
        j.unit,
        j.has_live,
        j.link,
        j.worth_low,
        j.worth_high,
        j.lacks,
        j.failed,
        j.why_failed,
        CASE
            WHEN p.unit IS NOT NULL THEN '同一人同一年在两个车间都符合条件，建议由核实月数较多的车间申领'
            ELSE j.why_open
        END AS why_open,
        CASE WHEN p.unit IS NOT NULL THEN 'needs_person' ELSE j.outcome END AS outcome
    FROM judged AS j
    LEFT JOIN placed AS p
        ON p.unit = j.unit AND NOT (coalesce(p.leads, FALSE) AND p.alike = 1)
)

SELECT
    unit,
    link,
    outcome,
    worth_low,
    lacks,
    failed,
    why_failed,
    why_open,
    CASE
        WHEN outcome = 'due' THEN worth_low
        WHEN outcome IN ('not_due', 'pending', 'undetermined') THEN CAST(0 AS DECIMAL(18, 2))
    END AS amount_due,
    CASE
        WHEN outcome = 'not_due' THEN CAST(0 AS DECIMAL(18, 2))
        WHEN outcome NOT IN ('pending', 'no_basis') THEN worth_high
    END AS amount_high
FROM decided
WHERE has_live OR outcome IN ('due', 'pending', 'undetermined', 'needs_person')
