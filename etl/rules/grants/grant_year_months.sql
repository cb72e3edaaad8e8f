-- 人年的逐月核算。 A roster month of a person-year and what it fulfils: the work, also the group, also the cover.
WITH insured AS (
    SELECT DISTINCT
        l.person,
        s.place,
        month_number(c.month) AS number
    FROM rules.grant_forms AS l
    INNER JOIN conform.contributions AS c USING (form)
    INNER JOIN conform.employers AS e USING (employer)
    INNER JOIN rules.grant_shops AS s ON s.uscc = e.uscc
    WHERE c.kind = 'injury' AND c.state = 'paid'
),

-- Each month by the document of its own last day; one before any document is in neither end.
units AS (
    SELECT
        u.unit,
        u.scheme,
        u.beneficiary_kind,
        u.area,
        u.lane,
        u.worker,
        u.person,
        u.place,
        u.from_number,
        u.judged,
        g.title_clause IS NOT NULL AND u.place IS NOT NULL AS asks_title
    FROM rules.grant_units AS u
    INNER JOIN policy.grants AS g USING (lane)
    WHERE g.by_year
),

months AS (
    SELECT
        u.unit,
        w.number,
        w.surely,
        w.maybe,
        w.only_declared,
        r.lane IS NOT NULL AS ruled,
        NOT u.asks_title OR coalesce(NOT t.is_open, FALSE) AS sure_title,
        NOT u.asks_title OR t.number IS NOT NULL AS some_title,
        coalesce(w.pay, 0) AS pay,
        coalesce(w.pay_sure, 0) AS pay_sure,
        a.groups IS NULL OR (w.in_groups & a.groups) <> 0 AS sure_group,
        a.groups IS NULL OR a.undelivered OR (w.seen_groups & a.groups) <> 0 AS some_group,
        a.premium IS NULL OR coalesce(w.premium, 0) >= a.premium AS covered,
        a.by_injury AND i.number IS NOT NULL AS insured,
        a.kinds IS NULL OR ((w.agreed & a.kinds) <> 0 AND NOT w.differ) AS agreed,
        a.kinds IS NOT NULL
        AND ((w.agreed & a.review_kinds) <> 0 OR (w.differ AND (w.agreed & a.kinds) <> 0)) AS reviewed
    FROM units AS u
    INNER JOIN rules.grant_work AS w
        ON w.worker = u.worker AND w.place = u.place AND w.number BETWEEN u.from_number AND u.judged
    LEFT JOIN rules.grant_rulings AS r
        ON r.scheme = u.scheme
        AND r.beneficiary_kind = u.beneficiary_kind
        AND r.area = u.area
        AND r.number = w.number
    INNER JOIN rules.grant_year_asks AS a ON a.lane = coalesce(r.lane, u.lane)
    LEFT JOIN rules.grant_title_months AS t
        ON t.place = u.place AND t.number = w.number
    LEFT JOIN insured AS i
        ON i.person = u.person AND i.place = u.place AND i.number = w.number
)

SELECT
    unit,
    number,
    pay,
    pay_sure,
    maybe AND ruled AS at_work,
    surely AND ruled AND sure_title AS surely,
    maybe AND ruled AND some_title AS maybe,
    maybe AND ruled AND some_title AND NOT sure_title AS is_open,
    maybe AND NOT ruled AND some_title AND some_group AS early,
    only_declared AND ruled AND some_title AS only_declared,
    surely AND ruled AND sure_title AND sure_group AS group_low,
    maybe AND ruled AND some_title AND some_group AS group_high,
    surely AND ruled AND sure_title AND sure_group AND covered AS cover_low,
    maybe AND ruled AND some_title AND some_group AND covered AS cover_high,
    maybe AND ruled AND some_title AND some_group AND (covered OR insured) AS insured_high,
    maybe AND ruled AND some_title AND agreed AS agreed,
    maybe AND ruled AND some_title AND reviewed AS reviewed,
    some_group
FROM months
