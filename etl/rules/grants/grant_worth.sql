-- 应享单元的金额。 What a unit is worth on what is confirmed and at most, after its caps, and the parameter that it lacks.
WITH units AS (
    SELECT
        u.unit,
        u.lane,
        u.scheme,
        u.place,
        u.area,
        u.judged,
        u.award,
        CASE
            WHEN g.per IN ('person_month', 'workshop_month') THEN 'month'
            WHEN g.per IN ('person_year', 'workshop_year') THEN 'year'
            WHEN g.per = 'person_day' THEN 'day'
            ELSE ''
        END AS each,
        g.amount_kind,
        g.amount,
        g.amount_before,
        g.parameter,
        g.ratio,
        g.insurance,
        g.counting,
        g.tiered_by,
        g.part_of,
        g.fact,
        g.times,
        u.from_number,
        g.base_parameter,
        g.base_ratio,
        g.most,
        g.most_of_investment,
        g.started_on,
        -- Last year's number by month.
        fen(y.amount) * g.base_ratio // 12000000 AS most_base
    FROM rules.grant_units AS u
    SEMI JOIN rules.grant_words AS w USING (unit)
    INNER JOIN policy.grants AS g USING (lane)
    LEFT JOIN rules.grant_numbers AS y
        ON y.code = g.base_parameter AND y.area = u.area AND y.number = u.judged - 12
),

contributed AS (
    SELECT
        u.unit,
        CAST(
            sum(
                CASE
                    WHEN u.most_base IS NOT NULL AND fen(c.base) > u.most_base
                        THEN (2 * fen(c.employer_amount) * u.most_base + greatest(fen(c.base), 1))
                        // (2 * greatest(fen(c.base), 1))
                    ELSE fen(c.employer_amount)
                END
            ) AS BIGINT
        ) AS fen
    FROM units AS u
    INNER JOIN rules.grant_contributions AS c USING (unit)
    WHERE u.amount_kind = 'paid_employer_part' AND c.state = 'paid' AND (c.kind & u.insurance) <> 0
    GROUP BY u.unit
),

staff AS (
    SELECT
        u.unit,
        count(DISTINCT w.worker) AS workers
    FROM units AS u
    INNER JOIN rules.grant_work AS w ON w.place = u.place AND w.number = u.judged
    WHERE u.tiered_by = 'share'
    GROUP BY u.unit
),

-- What the tiers go by, surely and at most.
steps AS (
    SELECT
        u.unit,
        u.lane,
        CASE u.tiered_by
            WHEN 'people' THEN coalesce(c.low, 0)
            WHEN 'share' THEN coalesce(c.low, 0) * 1000000 // greatest(f.workers, 1)
            WHEN 'months' THEN coalesce(s.own_low, 0)
            WHEN 'pay' THEN coalesce(fen(s.own_pay_low), 0)
            WHEN 'year' THEN u.from_number // 12 - s.first // 12 + 1
        END AS low,
        CASE u.tiered_by
            WHEN 'people' THEN coalesce(c.high, 0)
            WHEN 'share' THEN coalesce(c.high, 0) * 1000000 // greatest(f.workers, 1)
            WHEN 'months' THEN coalesce(s.own_high, 0)
            WHEN 'pay' THEN coalesce(fen(s.own_pay_high), 0)
            WHEN 'year' THEN u.from_number // 12 - s.first // 12 + 1
        END AS high
    FROM units AS u
    LEFT JOIN rules.grant_counted AS c
        ON c.counting = u.counting AND c.place = u.place AND c.number = u.judged
    LEFT JOIN staff AS f ON f.unit = u.unit
    LEFT JOIN rules.grant_stays AS s ON s.unit = u.unit
    WHERE u.amount_kind = 'tiers'
),

tiers AS (
    SELECT
        u.unit,
        arg_max(t.amount, t.begins) FILTER (WHERE t.begins <= u.low) AS low,
        arg_max(t.amount, t.begins) FILTER (WHERE t.begins <= u.high) AS high
    FROM steps AS u
    INNER JOIN policy.grant_tiers AS t USING (lane)
    GROUP BY u.unit
),

-- A cost as a person recorded it, of the unit itself before what was said of its workshop.
recorded AS (
    SELECT
        u.unit,
        coalesce(
            max(TRY_CAST(f.value AS DECIMAL(18, 2))) FILTER (WHERE f.entitlement_id IS NOT NULL),
            max(TRY_CAST(f.value AS DECIMAL(18, 2)))
        ) AS amount
    FROM units AS u
    INNER JOIN rules.grant_ids AS i ON i.unit = u.unit
    LEFT JOIN rules.grant_shops AS s ON s.place = u.place
    INNER JOIN link.facts AS f
        ON f.code = u.fact AND (f.workshop_id = s.workshop_id OR f.entitlement_id = i.entitlement_id)
    WHERE u.part_of = 'recorded'
        AND month_number(coalesce(f.from_month, month_at(u.judged))) <= u.judged
        AND month_number(coalesce(f.to_month, month_at(u.judged))) >= u.judged
    GROUP BY u.unit
),

-- An award told apart by its amount is that amount, where the document has it.
choices AS (
    SELECT
        u.unit,
        coalesce(max(c.amount) FILTER (WHERE c.amount = u.award), min(c.amount)) AS least,
        coalesce(max(c.amount) FILTER (WHERE c.amount = u.award), max(c.amount)) AS most
    FROM units AS u
    INNER JOIN policy.grant_choices AS c USING (lane)
    GROUP BY u.unit
),

said AS (
    SELECT
        u.unit,
        u.lane,
        max(f.value) FILTER (WHERE f.entitlement_id IS NOT NULL) AS own,
        max(f.value) FILTER (WHERE f.entitlement_id IS NULL OR f.workshop_id IS NOT NULL) AS of_shop
    FROM units AS u
    INNER JOIN policy.grant_choices AS c USING (lane)
    INNER JOIN rules.grant_ids AS i ON i.unit = u.unit
    LEFT JOIN rules.grant_shops AS s ON s.place = u.place
    INNER JOIN link.facts AS f
        ON f.value = c.name AND (f.workshop_id = s.workshop_id OR f.entitlement_id = i.entitlement_id)
    GROUP BY u.unit, u.lane
),

chosen AS (
    SELECT
        s.unit,
        c.amount
    FROM said AS s
    INNER JOIN policy.grant_choices AS c
        ON c.lane = s.lane AND c.name = coalesce(s.own, s.of_shop)
),

priced AS (
    SELECT
        u.unit,
        u.place,
        u.judged,
        u.times,
        u.most,
        u.most_of_investment,
        CASE u.amount_kind
            WHEN 'fixed' THEN u.amount
            WHEN 'fixed_days' THEN of_fen(fen(u.amount) * fen(t.days) // 100)
            WHEN 'fixed_joined'
                -- Whom the workshop took on before the document began.
                THEN CASE
                    WHEN month_number(month_of(u.started_on)) > p.first_listed THEN u.amount_before
                    ELSE u.amount
                END
            WHEN 'paid_employer_part' THEN of_fen(coalesce(c.fen, 0))
            WHEN 'to_ratio_of' THEN greatest(part_of(n.amount, u.ratio) - p.pay, 0)
            WHEN 'tiers' THEN coalesce(r.low, 0)
            WHEN 'choices' THEN CASE WHEN h.least = u.award THEN h.least ELSE coalesce(o.amount, h.least) END
            WHEN 'part_of'
                THEN CASE u.part_of
                    WHEN 'pay' THEN part_of(coalesce(y.own_pay_low, 0), u.ratio)
                    WHEN 'investment' THEN part_of(s.investment, u.ratio)
                    ELSE part_of(e.amount, u.ratio)
                END
            WHEN 'parameter'
                THEN CASE
                    WHEN n.each IN ('', u.each) THEN n.amount
                    -- So much a year is a twelfth of it a month, to the fen, half up.
                    WHEN n.each = 'year' AND u.each = 'month' THEN of_fen((fen(n.amount) + 6) // 12)
                END
        END AS low,
        CASE u.amount_kind
            WHEN 'tiers' THEN coalesce(r.high, 0)
            WHEN 'choices' THEN CASE WHEN h.least = u.award THEN h.most ELSE coalesce(o.amount, h.most) END
            WHEN 'part_of' THEN CASE WHEN u.part_of = 'pay' THEN part_of(coalesce(y.own_pay_high, 0), u.ratio) END
        END AS high,
        CASE
            WHEN u.amount_kind = 'external' THEN 'external'
            WHEN u.part_of = 'recorded' AND e.amount IS NULL THEN 'recorded'
            WHEN u.part_of = 'investment' AND s.investment IS NULL THEN 'investment'
            WHEN u.amount_kind = 'parameter'
                AND (n.amount IS NULL OR NOT (n.each IN ('', u.each) OR (n.each = 'year' AND u.each = 'month')))
                THEN u.scheme
            WHEN u.amount_kind = 'to_ratio_of' AND part_of(n.amount, u.ratio) IS NULL THEN u.parameter
            WHEN u.amount_kind = 'paid_employer_part' AND u.base_parameter IS NOT NULL AND u.most_base IS NULL
                THEN u.base_parameter
            ELSE ''
        END AS lacks
    FROM units AS u
    LEFT JOIN rules.grant_spans AS p ON p.unit = u.unit
    LEFT JOIN rules.grant_trainings AS t ON t.unit = u.unit
    LEFT JOIN contributed AS c ON c.unit = u.unit
    LEFT JOIN rules.grant_numbers AS n
        ON n.code = CASE u.amount_kind WHEN 'parameter' THEN u.scheme WHEN 'to_ratio_of' THEN u.parameter END
        AND n.area = u.area
        AND n.number = u.judged
    LEFT JOIN rules.grant_stays AS y ON y.unit = u.unit
    LEFT JOIN rules.grant_shops AS s ON s.place = u.place
    LEFT JOIN recorded AS e ON e.unit = u.unit
    LEFT JOIN tiers AS r ON r.unit = u.unit
    LEFT JOIN choices AS h ON h.unit = u.unit
    LEFT JOIN chosen AS o ON o.unit = u.unit
),

-- So much for each of so many people.
multiplied AS (
    SELECT
        p.unit,
        p.place,
        p.most,
        p.most_of_investment,
        p.lacks,
        CASE WHEN p.times IS NULL THEN p.low ELSE of_fen(fen(p.low) * coalesce(c.low, 0)) END AS low,
        CASE WHEN p.times IS NULL THEN p.high ELSE of_fen(fen(coalesce(p.high, p.low)) * coalesce(c.high, 0)) END AS high
    FROM priced AS p
    LEFT JOIN rules.grant_counted AS c
        ON c.counting = p.times AND c.place = p.place AND c.number = p.judged
)

SELECT
    p.unit,
    CASE WHEN p.low IS NOT NULL THEN CAST(least(p.low, p.most) AS DECIMAL(18, 2)) END AS worth_low,
    -- Caps leave out what is not known: an amount that stands nowhere is at most its cap.
    CAST(
        least(coalesce(p.high, p.low), p.most, of_fen(fen(s.investment) * p.most_of_investment // 1000000)) AS DECIMAL(18, 2)
    ) AS worth_high,
    p.lacks
FROM multiplied AS p
LEFT JOIN rules.grant_shops AS s USING (place)
