-- 务工人员月。 A worker of a workshop in a month, once, by the better verdict; below zero where nobody is surely named.
WITH rows AS (
    SELECT
        -- Workers known only as a best candidate are numbered so low that they never meet the candidate's own rows.
        coalesce(sure, -person - (CAST(1 AS BIGINT) << 40), -1 - coalesce(form, 0)) AS worker,
        person, outcome, workshop_id, county, month, verdict, poverty_exit, monitored, relocated, low_income, sex, age, post, pay, accident_premium, is_in_arrears, days_worked, paid_on,
        agreement_kind, declared_kind, filed_kinds, contract_from, contract_to, register_full, resettlement_full, assistance_full, shop_uscc, shop_kind,
        declared_group, row_ref
    FROM verify.roster_verdicts
),
several AS (
    SELECT worker, workshop_id, month FROM rows GROUP BY worker, workshop_id, month HAVING count(*) > 1
),
again AS (
    SELECT r.* FROM rows AS r SEMI JOIN several AS s USING (worker, workshop_id, month)
),
ranked AS (
    SELECT
        a.*,
        row_number() OVER (
            PARTITION BY worker, workshop_id, month
            ORDER BY
                CASE verdict WHEN 'confirmed' THEN 0 WHEN 'declared_only' THEN 1 WHEN 'unknown' THEN 2 ELSE 3 END,
                pay DESC NULLS LAST,
                row_ref
        ) AS place
    FROM again AS a
),
together AS (
    SELECT
        worker, workshop_id, month, listed(declared_group) AS declared_groups, count(*) AS rows,
        max(pay) AS pay, max(accident_premium) AS accident_premium
    FROM again
    GROUP BY worker, workshop_id, month
)
SELECT
    worker, person, outcome, workshop_id, county, month, verdict, poverty_exit, monitored, relocated, low_income, sex, age, post, pay, accident_premium, is_in_arrears, days_worked, paid_on,
    agreement_kind, declared_kind, filed_kinds, contract_from, contract_to, register_full, resettlement_full, assistance_full, shop_uscc, shop_kind,
    coalesce(declared_group, '') AS declared_groups, CAST(1 AS BIGINT) AS rows
FROM rows
ANTI JOIN several USING (worker, workshop_id, month)
UNION ALL
SELECT
    r.worker, r.person, r.outcome, r.workshop_id, r.county, r.month, r.verdict, r.poverty_exit, r.monitored, r.relocated, r.low_income, r.sex, r.age, r.post,
    -- Pay and cover of another row where the better one has none.
    coalesce(r.pay, t.pay) AS pay,
    coalesce(r.accident_premium, t.accident_premium) AS accident_premium, r.is_in_arrears, r.days_worked, r.paid_on,
    r.agreement_kind, r.declared_kind, r.filed_kinds, r.contract_from, r.contract_to, r.register_full, r.resettlement_full, r.assistance_full, r.shop_uscc, r.shop_kind,
    t.declared_groups, t.rows
FROM ranked AS r
JOIN together AS t ON t.worker = r.worker AND t.workshop_id = r.workshop_id AND t.month = r.month
WHERE r.place = 1
