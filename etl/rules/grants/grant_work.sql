-- 务工人员月（窄表）。 A worker's month at a workshop up to the ledger month: numbers and bits of codes alone.
SELECT
    w.worker,
    s.place,
    month_number(w.month) AS number,
    w.month,
    w.county,
    w.person,
    w.outcome,
    w.person IS NOT NULL AND w.outcome <> 'unsure' AS is_named,
    w.verdict = 'confirmed' AS surely,
    w.verdict <> 'contradicted' AS maybe,
    w.verdict = 'declared_only' AS only_declared,
    -- Groups as policy_grants.yaml numbers them: in one by the register, and those of which nobody knows.
    CASE WHEN w.poverty_exit = 'yes' THEN 1 ELSE 0 END
    + CASE WHEN w.monitored = 'yes' THEN 2 ELSE 0 END
    + CASE WHEN w.relocated = 'yes' THEN 4 ELSE 0 END AS in_groups,
    CASE WHEN coalesce(w.poverty_exit, 'unknown') = 'unknown' THEN 1 ELSE 0 END
    + CASE WHEN coalesce(w.monitored, 'unknown') = 'unknown' THEN 2 ELSE 0 END
    + CASE WHEN coalesce(w.relocated, 'unknown') = 'unknown' THEN 4 ELSE 0 END AS open_groups,
    w.pay,
    w.accident_premium AS premium,
    contract_bit(w.agreement_kind) AS agreed,
    contract_bit(w.declared_kind) AS declared,
    coalesce(w.declared_kind <> 'none' AND w.agreement_kind <> w.declared_kind, FALSE) AS differ,
    w.contract_from,
    w.contract_to
FROM verify.worker_months AS w
CROSS JOIN run.month AS m
INNER JOIN rules.grant_shops AS s USING (workshop_id)
WHERE w.month <= m.month
