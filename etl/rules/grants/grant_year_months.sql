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

months AS (
    SELECT
        u.unit,
        w.number,
        w.surely,
        w.maybe,
        w.only_declared,
        coalesce(w.pay, 0) AS pay,
        a.groups IS NULL OR (w.in_groups & a.groups) <> 0 AS sure_group,
        a.groups IS NULL OR a.undelivered OR (w.seen_groups & a.groups) <> 0 AS some_group,
        a.premium IS NULL OR coalesce(w.premium, 0) >= a.premium AS covered,
        a.by_injury AND i.number IS NOT NULL AS insured,
        a.kinds IS NULL OR ((w.agreed & a.kinds) <> 0 AND NOT w.differ) AS agreed,
        a.kinds IS NOT NULL
        AND ((w.agreed & a.review_kinds) <> 0 OR (w.differ AND (w.agreed & a.kinds) <> 0)) AS reviewed
    FROM rules.grant_units AS u
    INNER JOIN rules.grant_year_asks AS a USING (lane)
    INNER JOIN rules.grant_work AS w
        ON w.worker = u.worker AND w.place = u.place AND w.number BETWEEN u.from_number AND u.judged
    LEFT JOIN insured AS i
        ON i.person = u.person AND i.place = u.place AND i.number = w.number
)

SELECT
    unit,
    number,
    pay,
    surely,
    maybe,
    only_declared,
    surely AND sure_group AS group_low,
    maybe AND some_group AS group_high,
    surely AND sure_group AND covered AS cover_low,
    maybe AND some_group AND covered AS cover_high,
    maybe AND some_group AND (covered OR insured) AS insured_high,
    maybe AND agreed AS agreed,
    maybe AND reviewed AS reviewed,
    some_group
FROM months
