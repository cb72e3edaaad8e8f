-- 补贴记录。 A claim or payment as HRSS or county finance has it, whether or not the other has it too.
WITH written AS (
    SELECT
        'hrss.subsidies' AS source, pull_id, row_number, row_id, batch_id, scheme, beneficiary_kind, workshop_id, uscc, employer, form,
        from_month, to_month, amount, fund, office, state, paid_on, project_id, county, CAST(updated_at AS DATE) AS written_on
    FROM conform.subsidies
    UNION ALL
    SELECT
        'county_finance.disbursements' AS source, pull_id, row_number, row_id, batch_id, scheme, beneficiary_kind, workshop_id, uscc,
        employer, form, from_month, to_month, amount, fund, office, 'paid' AS state, paid_on, project_id, county,
        CAST(NULL AS DATE) AS written_on
    FROM conform.disbursements
),
-- What was neither for the ledger month or an earlier one nor written or paid by then is no fact that the run may see.
known AS (
    SELECT b.*, coalesce(b.paid_on > now.last_day, false) AS is_paid_later
    FROM written AS b
    CROSS JOIN run.month AS now
    WHERE b.from_month <= now.month OR b.paid_on <= now.last_day OR b.written_on <= now.last_day
),
only_workshop AS (
    SELECT uscc, min(workshop_id) AS workshop_id
    FROM conform.workshops
    WHERE uscc IS NOT NULL
    GROUP BY uscc
    HAVING count(DISTINCT workshop_id) = 1
),
placed AS (
    SELECT
        b.source, b.pull_id, b.row_number, b.row_id, b.batch_id, b.scheme, b.beneficiary_kind, b.uscc, b.employer, b.form,
        b.from_month, b.to_month, b.amount, b.fund, b.office, b.paid_on, b.project_id, b.county,
        -- A row for a workshop that gives its operator's credit code alone is the workshop's, where it runs only one.
        CASE
            WHEN coalesce(b.beneficiary_kind, 'workshop') = 'workshop' THEN coalesce(b.workshop_id, o.workshop_id)
            ELSE b.workshop_id
        END AS workshop_id,
        CASE WHEN b.state = 'paid' AND b.is_paid_later THEN 'approved' ELSE b.state END AS state,
        CASE WHEN d.source IS NULL THEN w.person ELSE d.person END AS person,
        coalesce(CASE WHEN d.source IS NULL THEN w.outcome ELSE d.outcome END, 'none') AS outcome,
        CASE WHEN d.source IS NULL THEN w.sure ELSE d.same END AS sure,
        CASE WHEN d.source IS NULL THEN w.same ELSE d.same END AS same,
        w.account
    FROM known AS b
    LEFT JOIN only_workshop AS o ON o.uscc = b.uscc
    LEFT JOIN verify.who AS w ON w.form = b.form
    LEFT JOIN verify.ruled AS d ON d.source = b.source AND d.pull_id = b.pull_id AND d.row_number = b.row_number
),
shop_counties AS (
    SELECT workshop_id, max(substr(area_code, 1, 6)) AS county
    FROM conform.workshops
    GROUP BY workshop_id
),
origins AS (
    SELECT source, pull_id, row_number, native_key
    FROM conform.row_origin
    WHERE source IN ('hrss.subsidies', 'county_finance.disbursements')
)
SELECT
    row_ref(b.source, b.pull_id, b.row_number) AS row_ref,
    b.row_id, b.batch_id, b.scheme,
    coalesce(
        b.beneficiary_kind,
        CASE
            WHEN b.form IS NOT NULL AND b.workshop_id IS NULL THEN 'person'
            WHEN b.workshop_id IS NOT NULL THEN 'workshop'
            ELSE ''
        END
    ) AS beneficiary_kind,
    b.workshop_id, b.uscc, b.employer, b.form, b.from_month, b.to_month, b.amount, b.fund, b.office, b.state, b.paid_on, b.project_id,
    coalesce(b.county, s.county, p.county, '') AS county,
    b.source, b.person, b.outcome, b.sure, b.same, b.account,
    coalesce(o.native_key, b.row_id) AS native_key,
    coalesce(b.state <> 'returned', true) AS is_live, b.pull_id, b.row_number
FROM placed AS b
LEFT JOIN shop_counties AS s ON s.workshop_id = b.workshop_id
LEFT JOIN link.persons AS p ON p.person = b.person
LEFT JOIN origins AS o ON o.source = b.source AND o.pull_id = b.pull_id AND o.row_number = b.row_number
