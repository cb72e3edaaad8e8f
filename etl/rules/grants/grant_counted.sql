-- 补贴所用的人数。 A workshop's head count of a month, by a counting of a subsidy: surely and at most. Of workshops alone whose units ask for it.
WITH places AS (
    SELECT DISTINCT uscc
    FROM rules.grant_counted_work
    WHERE officers_out <> ''
),

officers AS (
    SELECT
        l.person,
        o.uscc,
        o.position
    FROM conform.officers AS o
    SEMI JOIN places AS s USING (uscc)
    INNER JOIN link.link_forms AS l USING (form)
    WHERE l.outcome <> 'unsure'
    UNION
    SELECT
        l.person,
        e.uscc,
        'legal_rep' AS position
    FROM conform.entities AS e
    SEMI JOIN places AS s USING (uscc)
    INNER JOIN link.link_forms AS l USING (form)
    WHERE l.outcome <> 'unsure'
),

handed AS (
    SELECT
        place,
        number,
        number // 12 AS year
    FROM rules.grant_told
    WHERE is_handed
),

-- Agreement over the month, and pay in it and the months before; seasonal workshops: months with pay of the year.
tenured AS (
    SELECT
        r.*,
        (r.agreed & r.tenure_kinds) <> 0
        AND coalesce(month_number(month_of(r.contract_to)) >= r.number, TRUE)
        AND coalesce(month_number(month_of(r.contract_from)) <= r.number, TRUE) AS has_agreed,
        CAST(
            sum(CASE WHEN r.is_paid THEN 1 ELSE 0 END) OVER (
                PARTITION BY r.counting, r.place, r.worker, r.number // 12
            ) AS BIGINT
        ) AS paid_in_year
    FROM rules.grant_counted_work AS r
),

lately AS (
    SELECT
        r.counting,
        r.place,
        r.worker,
        r.number,
        count(*) AS paid
    FROM rules.grant_counted_work AS r
    INNER JOIN rules.grant_counted_work AS b
        ON b.counting = r.counting
        AND b.place = r.place
        AND b.worker = r.worker
        AND b.number BETWEEN r.number - r.tenure_months + 1 AND r.number
    WHERE r.tenure_months > 0 AND b.is_paid
    GROUP BY r.counting, r.place, r.worker, r.number
),

handed_lately AS (
    SELECT
        c.counting,
        h.place,
        h.number,
        count(*) AS rosters
    FROM policy.grant_counting AS c
    INNER JOIN handed AS h ON c.tenure_months > 0
    INNER JOIN handed AS b
        ON b.place = h.place AND b.number BETWEEN h.number - c.tenure_months + 1 AND h.number
    GROUP BY c.counting, h.place, h.number
),

handed_in_year AS (
    SELECT
        place,
        year,
        count(*) AS rosters
    FROM handed
    GROUP BY place, year
),

termed AS (
    SELECT
        r.counting,
        r.place,
        r.worker,
        r.number,
        bool_or(
            t.contract_to IS NULL OR day_later(t.contract_from, r.contract_months) - 1 <= t.contract_to
        ) AS long
    FROM rules.grant_counted_work AS r
    INNER JOIN rules.grant_terms AS t
        ON t.person = r.person
        AND t.uscc = r.uscc
        AND t.begins <= r.number
        AND coalesce(t.ends, r.number) >= r.number
    WHERE r.contract_months IS NOT NULL
    GROUP BY r.counting, r.place, r.worker, r.number
),

held AS (
    SELECT DISTINCT
        r.counting,
        r.place,
        r.worker
    FROM rules.grant_counted_work AS r
    INNER JOIN officers AS o
        ON o.person = r.person AND o.uscc = r.uscc AND contains(r.officers_out, ',' || o.position || ',')
),

named AS (
    SELECT DISTINCT
        r.counting,
        r.place,
        r.worker,
        r.number
    FROM rules.grant_counted_work AS r
    INNER JOIN policy.grant_groups AS g USING (counting)
    WHERE contains(',' || coalesce(r.declared_groups, '') || ',', ',' || g.code || ',')
),

members AS (
    SELECT
        r.counting,
        r.place,
        r.number,
        r.verdict,
        r.everybody OR (r.outcome = 'same' AND (r.in_groups & r.groups) <> 0) AS surely,
        NOT r.everybody
        AND NOT (r.outcome = 'same' AND (r.in_groups & r.groups) <> 0)
        AND NOT (r.outcome = 'none' AND (r.groups & r.told_groups) = r.groups)
        AND (r.outcome <> 'same' OR r.undelivered OR (r.open_groups & r.groups) <> 0)
        AND d.worker IS NOT NULL AS perhaps,
        h.worker IS NULL
        AND NOT coalesce(contains(r.posts_out, ',' || r.post || ','), FALSE) AS may_count,
        (r.posts_out = '' OR r.post IS NOT NULL)
        AND (r.min_age IS NULL OR coalesce(r.age >= r.min_age, FALSE)) AS sure_low,
        r.min_age IS NULL OR coalesce(r.age >= r.min_age, TRUE) AS sure_high,
        r.tenure_months = 0
        OR CASE
            WHEN r.is_seasonal THEN r.has_agreed AND r.paid_in_year >= r.tenure_seasonal_months
            ELSE r.has_agreed AND r.is_paid AND coalesce(l.paid, 0) >= r.tenure_months
        END AS tenure_low,
        r.tenure_months = 0
        OR CASE
            WHEN r.is_seasonal
                THEN r.has_agreed
                    AND r.paid_in_year
                    + greatest(
                        CASE WHEN r.number // 12 = r.ledger // 12 THEN r.ledger % 12 + 1 ELSE 12 END
                        - CASE WHEN r.since // 12 = r.number // 12 THEN r.since % 12 + 1 ELSE 1 END
                        + 1
                        - coalesce(y.rosters, 0),
                        0
                    )
                    + 12
                    - CASE WHEN r.number // 12 = r.ledger // 12 THEN r.ledger % 12 + 1 ELSE 12 END
                    >= r.tenure_seasonal_months
            ELSE r.has_agreed AND r.is_paid AND coalesce(l.paid, 0) >= coalesce(t.rosters, 0)
        END AS tenure_high,
        r.contract_months IS NULL
        OR coalesce(
            f.long,
            r.contract_from IS NOT NULL
            AND (
                r.contract_to IS NULL
                OR day_later(r.contract_from, r.contract_months) - 1 <= r.contract_to
            )
        ) AS term_low,
        r.contract_months IS NULL
        OR coalesce(
            f.long,
            r.contract_from IS NULL
            OR r.contract_to IS NULL
            OR day_later(r.contract_from, r.contract_months) - 1 <= r.contract_to
        ) AS term_high
    FROM tenured AS r
    LEFT JOIN lately AS l
        ON l.counting = r.counting AND l.place = r.place AND l.worker = r.worker AND l.number = r.number
    LEFT JOIN handed_lately AS t
        ON t.counting = r.counting AND t.place = r.place AND t.number = r.number
    LEFT JOIN handed_in_year AS y
        ON y.place = r.place AND y.year = r.number // 12
    LEFT JOIN termed AS f
        ON f.counting = r.counting AND f.place = r.place AND f.worker = r.worker AND f.number = r.number
    LEFT JOIN held AS h
        ON h.counting = r.counting AND h.place = r.place AND h.worker = r.worker
    LEFT JOIN named AS d
        ON d.counting = r.counting AND d.place = r.place AND d.worker = r.worker AND d.number = r.number
    WHERE r.number BETWEEN r.ledger - 59 AND r.ledger
)

SELECT
    counting,
    place,
    number,
    count(*) FILTER (
        WHERE surely AND verdict = 'confirmed' AND may_count AND sure_low AND tenure_low AND term_low
    ) AS low,
    count(*) FILTER (
        WHERE (surely OR perhaps) AND verdict <> 'contradicted' AND may_count AND sure_high AND tenure_high AND term_high
    ) AS high
FROM members
GROUP BY counting, place, number
