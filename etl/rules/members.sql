-- 计入口径下的务工人员月。 A worker's month at a workshop as a counting sees it: in the count surely and at most, in the denominator.
WITH asked AS (
    SELECT c.*, month_at(m.number - c.months + 1) AS first_month, m.month AS last_month
    FROM policy.counting AS c
    CROSS JOIN run.month AS m
),
counties AS (
    SELECT k.county, a.counting, a.first_month, a.last_month
    FROM (SELECT DISTINCT county FROM verify.worker_months) AS k
    INNER JOIN asked AS a ON starts_with(k.county, a.area)
),
agreements AS (
    SELECT counting, code AS agreement_kind
    FROM policy.counting_code
    WHERE list = 'agreement'
),
posts AS (
    SELECT counting, code AS post, bool_or(list = 'post') AS is_out, bool_or(list = 'base_post') AS is_out_of_base
    FROM policy.counting_code
    WHERE list IN ('post', 'base_post')
    GROUP BY counting, code
),
-- Officers of the registry and the legal representatives of entities, now or then.
positions AS (
    SELECT form, uscc, position
    FROM conform.officers
    UNION ALL
    SELECT form, uscc, 'legal_rep' AS position
    FROM conform.entities
),
officers AS (
    SELECT
        c.counting,
        f.person,
        p.uscc,
        bool_or(c.list = 'officer') AS is_out,
        bool_or(c.list = 'base_officer') AS is_out_of_base
    FROM positions AS p
    INNER JOIN policy.counting_code AS c ON c.code = p.position AND c.list IN ('officer', 'base_officer')
    SEMI JOIN rules.shops AS s ON s.uscc = p.uscc
    INNER JOIN link.link_forms AS f ON f.form = p.form
    WHERE f.person IS NOT NULL AND f.outcome <> 'unsure'
    GROUP BY c.counting, f.person, p.uscc
),
declared AS (
    SELECT DISTINCT g.counting, w.declared_groups
    FROM (SELECT DISTINCT declared_groups FROM verify.worker_months) AS w
    INNER JOIN policy.counting_code AS g
        ON g.list = 'group' AND contains(',' || w.declared_groups || ',', ',' || g.code || ',')
),
-- Months of a year that may yet show pay: those under the title without a roster, and those to come.
years AS (
    SELECT
        k.year,
        max(CASE WHEN k.year = m.year THEN m.month % 100 ELSE 12 END) AS last_of_year
    FROM run.calendar AS k
    CROSS JOIN run.month AS m
    GROUP BY k.year
),
work AS (
    SELECT
        k.counting,
        w.worker,
        w.person,
        w.workshop_id,
        s.uscc,
        s.seasonal,
        CASE WHEN EXTRACT(year FROM s.recognised_on) = w.month // 100 THEN EXTRACT(month FROM s.recognised_on) ELSE 1 END
            AS since,
        w.month,
        w.verdict,
        w.outcome,
        w.register_full,
        w.resettlement_full,
        w.assistance_full,
        w.declared_groups,
        coalesce(w.poverty_exit, 'unknown') AS poverty_exit,
        coalesce(w.monitored, 'unknown') AS monitored,
        coalesce(w.relocated, 'unknown') AS relocated,
        coalesce(w.low_income, 'unknown') AS low_income,
        w.age,
        w.post,
        w.agreement_kind,
        w.contract_from,
        w.contract_to,
        w.pay,
        w.accident_premium
    FROM verify.worker_months AS w
    INNER JOIN counties AS k ON k.county = w.county AND w.month BETWEEN k.first_month AND k.last_month
    LEFT JOIN rules.shops AS s ON s.workshop_id = w.workshop_id
),
told AS (
    SELECT
        w.counting,
        w.worker,
        w.person,
        w.workshop_id,
        w.month,
        w.pay,
        w.accident_premium,
        w.verdict,
        -- In no register that the counted groups rest on, and each of those whole.
        w.outcome = 'none'
        AND (w.register_full OR NOT (a.poverty_exit OR a.monitored OR a.relocated))
        AND (coalesce(w.resettlement_full, FALSE) OR NOT a.relocated)
        AND (coalesce(w.assistance_full, FALSE) OR NOT a.undelivered) AS is_nobody,
        NOT coalesce(w.register_full, FALSE) AS is_unheard,
        a.anyone OR (
            w.outcome = 'same' AND (
                (a.poverty_exit AND w.poverty_exit = 'yes')
                OR (a.monitored AND w.monitored = 'yes')
                OR (a.relocated AND w.relocated = 'yes')
                OR (a.undelivered AND w.low_income = 'yes')
            )
        ) AS is_sure,
        w.outcome IN ('unsure', 'none') OR (a.undelivered AND w.low_income = 'unknown')
            OR (a.poverty_exit AND w.poverty_exit = 'unknown')
            OR (a.monitored AND w.monitored = 'unknown')
            OR (a.relocated AND w.relocated = 'unknown') AS is_open,
        d.counting IS NOT NULL OR a.anyone AS is_declared,
        NOT coalesce(p.is_out, FALSE) AND NOT coalesce(o.is_out, FALSE) AS is_let_in,
        NOT a.by_post OR w.post IS NOT NULL AS is_placed,
        w.age >= a.min_age OR a.min_age IS NULL AS is_of_age,
        -- A CASE keeps days from being computed for the many rows that nobody asks about.
        CASE
            WHEN a.tenure_months IS NULL THEN TRUE
            WHEN g.counting IS NULL OR w.contract_to < first_day(w.month) OR w.contract_from > end_day(w.month) THEN FALSE
            WHEN w.seasonal THEN t.of_year >= a.tenure_seasonal_months
            ELSE t.months >= a.tenure_months
        END AS is_paid_low,
        CASE
            WHEN a.tenure_months IS NULL THEN TRUE
            WHEN g.counting IS NULL OR w.contract_to < first_day(w.month) OR w.contract_from > end_day(w.month) THEN FALSE
            WHEN w.seasonal
                THEN t.of_year + greatest(y.last_of_year - w.since + 1 - t.rosters, 0) + 12 - y.last_of_year
                    >= a.tenure_seasonal_months
            -- Paid in every month of the time asked for which a roster was handed in.
            ELSE t.is_paid AND coalesce(t.unpaid_number <= month_number(w.month) - a.tenure_months, TRUE)
        END AS is_paid_high,
        -- The filed contract says how long it runs, else the declared one; without either it is not known.
        CASE
            WHEN a.contract_months IS NULL THEN TRUE
            WHEN f.counting IS NOT NULL THEN f.is_long
            WHEN w.contract_from IS NULL THEN NULL
            WHEN w.contract_to IS NULL THEN TRUE
            ELSE day_later(w.contract_from, a.contract_months) <= CAST(w.contract_to + INTERVAL 1 DAY AS DATE)
        END AS is_long,
        NOT coalesce(p.is_out_of_base, FALSE) AND NOT coalesce(o.is_out_of_base, FALSE) AS in_base,
        w.post IS NULL AND a.base_by_post AS is_unplaced
    FROM work AS w
    INNER JOIN asked AS a ON a.counting = w.counting
    INNER JOIN years AS y ON y.year = w.month // 100
    LEFT JOIN declared AS d ON d.counting = w.counting AND d.declared_groups = w.declared_groups
    LEFT JOIN posts AS p ON p.counting = w.counting AND p.post = w.post
    LEFT JOIN officers AS o ON o.counting = w.counting AND o.person = w.person AND o.uscc = w.uscc
    LEFT JOIN agreements AS g ON g.counting = w.counting AND g.agreement_kind = w.agreement_kind
    LEFT JOIN rules.paid_runs AS t
        ON a.tenure_months IS NOT NULL AND t.worker = w.worker AND t.workshop_id = w.workshop_id AND t.month = w.month
    LEFT JOIN rules.filed_terms AS f
        ON f.counting = w.counting AND f.person = w.person AND f.uscc = w.uscc AND f.month = w.month
),
seen AS (
    SELECT
        t.*,
        t.is_sure OR (NOT t.is_nobody AND t.is_open AND t.is_declared) AS is_maybe,
        t.is_let_in AND t.is_placed AND coalesce(t.is_of_age, FALSE) AND t.is_paid_low AND coalesce(t.is_long, FALSE)
            AS counts_low,
        t.is_let_in AND coalesce(t.is_of_age, TRUE) AND t.is_paid_high AND coalesce(t.is_long, TRUE) AS counts_high
    FROM told AS t
)
SELECT
    counting,
    worker,
    person,
    workshop_id,
    month,
    pay,
    accident_premium,
    is_sure AND verdict = 'confirmed' AND counts_low AS in_low,
    is_maybe AND verdict <> 'contradicted' AND counts_high AS in_high,
    -- Declared by nobody, and the register is not full: nobody knows. For counts alone.
    NOT is_maybe AND is_unheard AND is_open AND verdict <> 'contradicted' AND counts_high AS is_untold,
    -- Declared, and not in the register though it is full: the count, were they registered.
    is_nobody AND is_declared AND verdict <> 'contradicted' AND counts_high AND NOT is_maybe AS if_registered,
    is_maybe AND counts_high AND verdict = 'declared_only' AS is_unproven,
    in_base,
    is_unplaced
FROM seen
