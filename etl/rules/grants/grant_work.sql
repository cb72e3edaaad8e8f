-- 务工人员月（窄表）。 A worker's month at a workshop up to the ledger month: numbers and bits of codes alone.
WITH coded AS (
    SELECT
        w.worker,
        w.workshop_id,
        w.county,
        month_number(w.month) AS number,
        w.person,
        w.outcome,
        w.person IS NOT NULL AND w.outcome <> 'unsure' AS is_named,
        w.verdict = 'confirmed' AS surely,
        w.verdict <> 'contradicted' AS maybe,
        w.verdict = 'declared_only' AS only_declared,
        -- Groups as policy_grants.yaml numbers them: in one by the register, and those that it does not deny.
        CASE WHEN w.poverty_exit = 'yes' THEN 1 ELSE 0 END
        + CASE WHEN w.monitored = 'yes' THEN 2 ELSE 0 END
        + CASE WHEN w.relocated = 'yes' THEN 4 ELSE 0 END AS in_groups,
        CASE WHEN w.poverty_exit = 'no' THEN 0 ELSE 1 END
        + CASE WHEN w.monitored = 'no' THEN 0 ELSE 2 END
        + CASE WHEN w.relocated = 'no' THEN 0 ELSE 4 END AS seen_groups,
        w.pay,
        -- Where wages are owed nobody knows what was paid.
        CASE WHEN coalesce(w.is_in_arrears, FALSE) THEN CAST(0 AS DECIMAL(18, 2)) ELSE w.pay END AS pay_sure,
        w.days_worked AS days,
        w.accident_premium AS premium,
        contract_bit(w.agreement_kind) AS agreed,
        contract_bit(w.declared_kind) AS declared,
        coalesce(w.declared_kind <> 'none' AND w.agreement_kind <> w.declared_kind, FALSE) AS differ,
        w.contract_from,
        w.contract_to
    FROM verify.worker_months AS w
    CROSS JOIN run.month AS m
    WHERE w.month <= m.month
)

SELECT
    c.worker,
    s.place,
    c.county,
    c.number,
    c.person,
    c.outcome,
    c.is_named,
    c.surely,
    c.maybe,
    c.only_declared,
    CASE WHEN c.outcome = 'same' THEN c.in_groups ELSE 0 END AS in_groups,
    -- Somebody whom the full register does not hold is in no group; without a full register nobody can tell.
    CASE
        WHEN c.outcome = 'same' THEN c.seen_groups
        WHEN c.outcome = 'none' THEN 7 & (15 - coalesce(f.told_groups, 0))
        ELSE 7
    END AS seen_groups,
    c.pay,
    c.pay_sure,
    c.days,
    c.premium,
    c.agreed,
    c.declared,
    c.differ,
    c.contract_from,
    c.contract_to
FROM coded AS c
INNER JOIN rules.grant_shops AS s USING (workshop_id)
LEFT JOIN rules.grant_registers AS f
    ON f.area = c.county AND f.number = c.number
