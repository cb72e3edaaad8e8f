-- 备案合同的月份位图。 The months with a filed contract at a workshop as bits, and those with one that is long enough.
WITH horizon AS (
    -- Two calendar years at most, so the bits fit.
    SELECT
        month_number(month_plus(month, -11) // 100 * 100 + 1) AS first,
        number AS last
    FROM run.month
),

asked AS (
    SELECT DISTINCT
        term_kinds,
        term_months
    FROM policy.grants
    WHERE unclaimed AND term_kinds IS NOT NULL
),

held AS (
    SELECT
        t.person,
        s.place,
        t.kind,
        t.contract_from,
        t.contract_to,
        (CAST(1 AS BIGINT) << CAST(least(coalesce(t.ends, h.last), h.last) - h.first + 1 AS INTEGER))
        - (CAST(1 AS BIGINT) << CAST(greatest(t.begins, h.first) - h.first AS INTEGER)) AS months
    FROM rules.grant_terms AS t
    INNER JOIN rules.grant_shops AS s USING (uscc)
    CROSS JOIN horizon AS h
    WHERE greatest(t.begins, h.first) <= least(coalesce(t.ends, h.last), h.last)
)

SELECT
    h.person,
    h.place,
    a.term_kinds,
    a.term_months,
    bit_or(h.months) AS filed,
    bit_or(
        CASE
            WHEN (h.kind & a.term_kinds) <> 0
                AND (
                    h.contract_to IS NULL
                    OR day_later(h.contract_from, a.term_months) - 1 <= h.contract_to
                )
                THEN h.months
            ELSE 0
        END
    ) AS long
FROM held AS h
CROSS JOIN asked AS a
GROUP BY h.person, h.place, a.term_kinds, a.term_months
