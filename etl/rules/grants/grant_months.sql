-- 应享单元的月份。 A month of a unit's period, and where its lane looks wider each other roster month: the work in it, the person's groups.
WITH units AS (
    SELECT
        u.unit,
        u.worker,
        u.person,
        u.place,
        u.outcome,
        u.area,
        u.from_number,
        u.judged,
        g.looks_wide,
        g.title_clause IS NOT NULL AND u.place IS NOT NULL AS asks_title
    FROM rules.grant_units AS u
    INNER JOIN policy.grants AS g USING (lane)
    -- Where roster months alone are asked about, no month of the calendar is.
    WHERE NOT g.by_rows
),

months AS (
    SELECT
        u.unit,
        u.person,
        u.outcome,
        u.area,
        u.place,
        u.asks_title,
        c.number,
        c.month,
        TRUE AS is_inside,
        w.surely,
        w.maybe,
        w.only_declared,
        w.pay,
        w.days,
        w.declared,
        w.contract_from,
        w.contract_to
    FROM units AS u
    INNER JOIN run.calendar AS c ON c.number BETWEEN u.from_number AND u.judged
    LEFT JOIN rules.grant_work AS w
        ON w.worker = u.worker AND w.place = u.place AND w.number = c.number
    UNION ALL
    SELECT
        u.unit,
        u.person,
        u.outcome,
        u.area,
        u.place,
        u.asks_title,
        w.number,
        month_at(w.number) AS month,
        FALSE AS is_inside,
        w.surely,
        w.maybe,
        w.only_declared,
        w.pay,
        w.days,
        w.declared,
        w.contract_from,
        w.contract_to
    FROM units AS u
    INNER JOIN rules.grant_work AS w
        ON w.worker = u.worker AND w.place = u.place
    WHERE u.looks_wide AND w.number NOT BETWEEN u.from_number AND u.judged
)

SELECT
    m.unit,
    m.number,
    m.is_inside,
    NOT m.asks_title OR coalesce(NOT t.is_open, FALSE) AS sure_title,
    NOT m.asks_title OR t.number IS NOT NULL AS some_title,
    m.maybe IS NOT NULL AS is_listed,
    coalesce(m.surely, FALSE) AS surely,
    coalesce(m.maybe, FALSE) AS maybe,
    coalesce(m.only_declared, FALSE) AS only_declared,
    CASE WHEN m.maybe IS NOT NULL THEN coalesce(m.pay, 0) END AS pay,
    m.days,
    m.declared,
    m.contract_from,
    m.contract_to,
    CASE
        WHEN m.outcome <> 'same' THEN 0
        ELSE
            CASE WHEN s.poverty_exit = 'yes' THEN 1 ELSE 0 END
            + CASE WHEN s.monitored = 'yes' THEN 2 ELSE 0 END
            + CASE WHEN s.relocated = 'yes' THEN 4 ELSE 0 END
            + CASE WHEN s.low_income = 'yes' THEN 8 ELSE 0 END
    END AS in_groups,
    -- Somebody whom the full register does not hold is in no group; without a full register nobody can tell.
    CASE
        WHEN m.outcome = 'none' THEN 15 - coalesce(f.told_groups, 0)
        WHEN m.outcome <> 'same' THEN 15
        ELSE
            CASE WHEN coalesce(s.poverty_exit, 'unknown') = 'unknown' THEN 1 ELSE 0 END
            + CASE WHEN coalesce(s.monitored, 'unknown') = 'unknown' THEN 2 ELSE 0 END
            + CASE WHEN coalesce(s.relocated, 'unknown') = 'unknown' THEN 4 ELSE 0 END
            + CASE WHEN coalesce(s.low_income, 'unknown') = 'unknown' THEN 8 ELSE 0 END
    END AS open_groups
FROM months AS m
LEFT JOIN verify.status AS s
    ON s.person = m.person AND s.month = m.month
LEFT JOIN rules.grant_title_months AS t
    ON t.place = m.place AND t.number = m.number
LEFT JOIN rules.grant_registers AS f
    ON f.area = m.area AND f.number = m.number
