-- 无申报的应享单元。 A worker's period at a workshop that nobody claimed, but for those that surely fail what a month's own row answers.
WITH horizon AS (
    SELECT
        month_number(month_plus(month, -11) // 100 * 100 + 1) AS first,
        number AS last
    FROM run.month
),

offered AS (
    SELECT
        o.offer,
        o.area AS county,
        o.period,
        o.dated_groups,
        r.number,
        g.lane,
        g.title_clause,
        g.stay_months,
        g.status_groups,
        g.term_kinds,
        g.term_months,
        part_of(n.amount, g.pay_ratio) AS floor,
        c.number IS NOT NULL AS contracts_full
    FROM rules.grant_offers AS o
    INNER JOIN rules.grant_rulings AS r
        ON r.scheme = o.scheme AND r.beneficiary_kind = o.beneficiary AND r.area = o.area
    INNER JOIN policy.grants AS g USING (lane)
    LEFT JOIN rules.grant_numbers AS n
        ON n.code = g.pay_parameter AND n.area = o.area AND n.number = r.number
    LEFT JOIN rules.grant_full AS c
        ON c.source = 'hrss.contracts' AND c.area = o.area AND c.number = r.number
),

by_month AS (
    SELECT
        w.worker,
        w.person,
        w.outcome,
        w.place,
        o.offer,
        w.number AS from_number,
        w.number AS to_number
    FROM rules.grant_work AS w
    INNER JOIN offered AS o
        ON o.county = w.county AND o.number = w.number AND o.period = 'person_month'
    INNER JOIN horizon AS h ON w.number >= h.first
    INNER JOIN rules.grant_shops AS s ON s.place = w.place
    LEFT JOIN rules.grant_filed AS f
        ON f.person = w.person
        AND f.place = w.place
        AND f.term_kinds = o.term_kinds
        AND f.term_months = o.term_months
    WHERE w.is_named
        -- No group that is paid for, so far as the register speaks.
        AND coalesce((w.seen_groups & o.status_groups) <> 0, TRUE)
        -- Paid as much as it would be filled up to.
        AND NOT coalesce(w.pay > 0 AND w.pay >= o.floor, FALSE)
        -- A filed contract decides, else the declared one; without either only where every contract would be seen.
        AND (
            o.term_kinds IS NULL
            OR CASE
                WHEN (coalesce(f.filed, 0) & (CAST(1 AS BIGINT) << CAST(w.number - h.first AS INTEGER))) <> 0
                    THEN (f.long & (CAST(1 AS BIGINT) << CAST(w.number - h.first AS INTEGER))) <> 0
                WHEN (w.declared & o.term_kinds) <> 0
                    AND (
                        w.contract_from IS NULL
                        OR w.contract_to IS NULL
                        OR day_later(w.contract_from, o.term_months) - 1 <= w.contract_to
                    )
                    THEN TRUE
                ELSE NOT o.contracts_full OR s.uscc IS NULL
            END
        )
),

years AS (
    SELECT
        w.worker,
        w.person,
        w.place,
        o.offer,
        w.number // 12 AS year,
        min(w.outcome) AS outcome,
        max(w.outcome) AS last_outcome,
        bool_or(w.maybe) AS maybe,
        bit_or(CASE WHEN w.maybe THEN w.seen_groups ELSE 0 END) AS seen_groups
    FROM rules.grant_work AS w
    INNER JOIN horizon AS h ON w.number >= h.first
    INNER JOIN rules.grant_offers AS o
        ON o.area = w.county AND o.period = 'person_year'
    WHERE w.is_named
    GROUP BY w.worker, w.person, w.place, o.offer, w.number // 12
),

by_year AS (
    SELECT
        y.worker,
        y.person,
        y.outcome,
        y.place,
        y.offer,
        y.year * 12 AS from_number,
        y.year * 12 + 11 AS to_number
    FROM years AS y
    CROSS JOIN horizon AS h
    LEFT JOIN offered AS o
        ON o.offer = y.offer AND o.number = least(y.year * 12 + 11, h.last)
    -- Who worked in no group that is paid for has no share in the year.
    WHERE NOT coalesce(y.outcome = y.last_outcome AND y.maybe AND (y.seen_groups & o.status_groups) = 0, FALSE)
),

-- A once-only scheme is dated by the month that fulfilled it, else a confirmed one, else the first.
worked AS (
    SELECT
        w.worker,
        w.person,
        w.outcome,
        w.place,
        w.county,
        w.number,
        w.maybe,
        w.seen_groups,
        o.offer,
        d.number AS held,
        d.stay_months,
        d.number IS NOT NULL AND w.surely AS sure,
        d.number IS NOT NULL AND w.surely AND (d.title_clause IS NULL OR coalesce(NOT t.is_open, FALSE)) AS titled,
        d.number IS NOT NULL
        AND w.surely
        AND w.outcome = 'same'
        AND (o.dated_groups = -1 OR (w.in_groups & o.dated_groups) <> 0)
        AND (d.title_clause IS NULL OR coalesce(NOT t.is_open, FALSE)) AS counts
    FROM rules.grant_work AS w
    CROSS JOIN horizon AS h
    INNER JOIN rules.grant_offers AS o
        ON o.area = w.county AND o.period NOT IN ('person_month', 'person_year')
    LEFT JOIN offered AS d
        ON d.offer = o.offer AND d.number = w.number AND (o.period = 'person' OR w.number >= h.first)
    LEFT JOIN rules.grant_title_months AS t
        ON t.place = w.place AND t.number = w.number
    WHERE w.is_named
),

counted AS (
    SELECT
        w.*,
        sum(CASE WHEN w.counts THEN 1 ELSE 0 END) OVER (
            PARTITION BY w.worker, w.person, w.place, w.county, w.offer ORDER BY w.number, w.held
        ) AS nth
    FROM worked AS w
),

spans AS (
    SELECT
        w.worker,
        w.person,
        w.place,
        w.county,
        w.offer,
        min(w.outcome) FILTER (WHERE w.held IS NOT NULL) AS outcome,
        max(w.outcome) AS last_outcome,
        bool_or(w.maybe) AS maybe,
        bit_or(CASE WHEN w.maybe THEN w.seen_groups ELSE 0 END) AS seen_groups,
        coalesce(
            -- Where months of work are asked, the last of them.
            min(w.held) FILTER (WHERE w.counts AND w.nth >= coalesce(w.stay_months, 1)),
            min(w.held) FILTER (WHERE w.titled),
            min(w.held) FILTER (WHERE w.sure),
            min(w.held)
        ) AS number
    FROM counted AS w
    GROUP BY w.worker, w.person, w.place, w.county, w.offer
),

once AS (
    SELECT
        s.worker,
        s.person,
        s.outcome,
        s.place,
        s.offer,
        s.number AS from_number,
        s.number AS to_number
    FROM spans AS s
    INNER JOIN offered AS o USING (offer, number)
    WHERE NOT coalesce(
        o.period = 'person'
        AND s.outcome = s.last_outcome
        AND s.maybe
        AND (s.seen_groups & o.status_groups) = 0,
        FALSE
    )
),

units AS (
    SELECT * FROM by_month
    UNION ALL
    SELECT * FROM by_year
    UNION ALL
    SELECT * FROM once
),

claimed AS (
    SELECT DISTINCT
        c.scheme,
        c.person,
        s.place,
        c.from_number
    FROM rules.grant_claims AS c
    INNER JOIN rules.grant_shops AS s USING (workshop_id)
    WHERE c.person IS NOT NULL
)

SELECT
    row_number() OVER (ORDER BY u.offer, u.worker, u.place, u.from_number) AS unit,
    o.scheme,
    o.beneficiary AS beneficiary_kind,
    u.worker,
    u.person,
    u.outcome,
    u.place,
    o.area,
    o.period,
    u.from_number,
    u.to_number
FROM units AS u
INNER JOIN rules.grant_offers AS o USING (offer)
ANTI JOIN claimed AS c
    ON c.scheme = o.scheme
    AND c.person = u.person
    AND c.place = u.place
    AND (o.period = 'person' OR c.from_number = u.from_number)
