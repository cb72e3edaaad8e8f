-- 花名册核实。 A roster row with its verdict, the evidence for and against it, what is missing, and the person's standing in that month.
WITH accounts AS (
    SELECT DISTINCT sure, account
    FROM verify.benefits
    WHERE state = 'paid' AND beneficiary_kind = 'person' AND sure IS NOT NULL AND account IS NOT NULL
),
unpaid AS (
    SELECT DISTINCT workshop_id, month FROM verify.arrears_months WHERE result = 'upheld'
),
known AS (
    SELECT
        r.pull_id, r.row_number, r.row_id, r.form, r.person, r.outcome, r.sure, r.workshop_id, r.county, r.month,
        r.declared_group, r.post, r.contract_kind, r.contract_from, r.contract_to, r.days_worked, r.paid_on, r.pay, r.accident_premium,
        r.account, r.shop_uscc, r.shop_kind,
        g.filed_kind, g.filed_kinds, g.filed_from, g.filed_to,
        coalesce((e.contribution & r.mask) <> 0, false) AS has_contribution,
        coalesce((e.contribution_late & r.mask) <> 0, false) AS has_late_contribution,
        coalesce((e.contract & r.mask) <> 0, false) AS has_contract,
        coalesce((e.registration & r.mask) <> 0, false) AS has_registration,
        f.row_number IS NOT NULL AS is_checked,
        a.account IS NOT NULL AS has_account,
        coalesce(r.pay > 0, false) AS is_paid,
        coalesce(r.accident_premium > 0, false) AS is_covered,
        t.workshop_id IS NOT NULL AS is_stated,
        v.month IS NOT NULL AS is_surveyed,
        -- No insurance is expected there: what village staff recorded is evidence enough.
        coalesce(r.shop_kind IN ('home_based', 'planting_breeding', 'trade'), false) AS is_informal,
        y.month IS NOT NULL AS is_in_arrears,
        coalesce(p.codes, w.codes, '') AS against,
        coalesce(p.is_contradicted, w.is_contradicted, false) AS is_contradicted,
        coalesce(p.is_twice, w.is_twice, false) AS is_twice,
        coalesce(p.is_doubted, false) OR coalesce(w.is_doubted, false) AS is_doubted,
        -- A county or month that the coverage doesn't know is covered by nothing.
        coalesce(
            m.missing,
            'hrss.contracts,hrss.employment,hrss.public_posts,monitoring.people,social_insurance.contributions,social_insurance.pensions'
        ) AS missing,
        coalesce(m.register_full, false) AS register_full,
        coalesce(m.assistance_full, false) AS assistance_full,
        coalesce(m.resettlement_full, false) AS resettlement_full,
        s.poverty_exit, s.monitored, s.relocated, s.low_income, s.age, s.sex, s.household_id, s.labour_ability,
        -- A worker of a group must be in the register, another known by a valid number.
        r.outcome = 'unsure'
        OR (
            r.outcome <> 'same'
            AND (coalesce(r.declared_group IN ('poverty_exit', 'monitored', 'relocated'), false) OR r.sure IS NULL)
        ) AS is_nobody
    FROM verify.rosters AS r
    LEFT JOIN verify.status AS s ON s.person = r.same AND s.month = r.month
    LEFT JOIN verify.agreements AS g
        ON g.person = r.sure AND g.workshop_id = r.workshop_id AND g.word = r.word AND (g.bits & r.mask) <> 0
    LEFT JOIN verify.evidence AS e ON e.person = r.sure AND e.workshop_id = r.workshop_id AND e.word = r.word
    LEFT JOIN accounts AS a ON a.sure = r.sure AND a.account = r.account
    LEFT JOIN verify.field_checks AS f ON f.pull_id = r.pull_id AND f.row_number = r.row_number
    LEFT JOIN verify.stated_employers AS t ON t.workshop_id = r.workshop_id AND t.stated_employer = s.stated_employer
    LEFT JOIN verify.surveys AS v ON v.person = r.same AND v.workshop_id = r.workshop_id AND v.month = r.month
    LEFT JOIN unpaid AS y ON y.workshop_id = r.workshop_id AND y.month = r.month
    LEFT JOIN verify.missing AS m ON m.county = r.county AND m.month = r.month
    LEFT JOIN verify.against AS p ON p.person = r.sure AND p.workshop_id = r.workshop_id AND p.month = r.month
    LEFT JOIN verify.against AS w ON w.person IS NULL AND w.workshop_id = r.workshop_id AND w.month = r.month
)
SELECT
    row_ref('hrss.rosters', pull_id, row_number) AS row_ref,
    row_id, form, person, outcome, sure, workshop_id, county, month, declared_group, post,
    coalesce(filed_kind, contract_kind) AS agreement_kind,
    contract_kind AS declared_kind,
    contract_kind,
    coalesce(filed_kinds, '') AS filed_kinds,
    contract_from, contract_to, filed_from, filed_to, days_worked, paid_on, pay, accident_premium, account,
    -- The first that fits. One piece of evidence from another system, with pay, confirms; where wages are owed, without.
    CASE
        WHEN is_contradicted THEN 'contradicted'
        WHEN is_nobody OR is_doubted OR (is_twice AND NOT is_checked) THEN 'unknown'
        WHEN
            (is_paid OR is_in_arrears)
            AND (has_contribution OR has_contract OR has_registration OR is_checked OR has_account OR (is_surveyed AND is_informal))
            THEN 'confirmed'
        WHEN missing <> '' THEN 'unknown'
        ELSE 'declared_only'
    END AS verdict,
    substr(
        CASE WHEN has_contribution THEN ',contribution' ELSE '' END
        || CASE WHEN has_late_contribution THEN ',contribution_late' ELSE '' END
        || CASE WHEN has_contract THEN ',contract' ELSE '' END
        || CASE WHEN has_registration THEN ',registration' ELSE '' END
        || CASE WHEN is_checked THEN ',field_check' ELSE '' END
        || CASE WHEN has_account THEN ',account' ELSE '' END
        || CASE WHEN is_surveyed THEN ',survey' ELSE '' END
        || CASE WHEN is_paid THEN ',pay' ELSE '' END
        || CASE WHEN is_covered THEN ',accident_cover' ELSE '' END
        || CASE WHEN is_stated THEN ',register_stated' ELSE '' END,
        2
    ) AS "for",
    against, missing,
    -- Of unsure links unknown; nobody in the register while it is full is in no group.
    CASE
        WHEN outcome = 'same' THEN coalesce(poverty_exit, 'unknown')
        WHEN outcome = 'none' AND register_full THEN 'no'
        ELSE 'unknown'
    END AS poverty_exit,
    CASE
        WHEN outcome = 'same' THEN coalesce(monitored, 'unknown')
        WHEN outcome = 'none' AND register_full THEN 'no'
        ELSE 'unknown'
    END AS monitored,
    CASE
        WHEN outcome = 'same' THEN coalesce(relocated, 'unknown')
        WHEN outcome = 'none' AND register_full THEN 'no'
        ELSE 'unknown'
    END AS relocated,
    CASE
        WHEN outcome = 'same' THEN coalesce(low_income, 'unknown')
        WHEN outcome = 'none' AND register_full AND assistance_full THEN 'no'
        ELSE 'unknown'
    END AS low_income,
    age, sex, household_id, labour_ability, register_full, resettlement_full, assistance_full, shop_uscc, shop_kind, is_in_arrears
FROM known
