-- 养老待遇各版本。 A version of a pension, from its first to its last month or, where the office withdrew it, the month before.
WITH named AS (
    SELECT
        p.pull_id, p.row_number, p.row_id, p.kind, p.from_month, p.known_from,
        CASE WHEN d.source IS NULL THEN w.sure ELSE d.same END AS sure,
        coalesce(w.home, '') AS county,
        month_number(p.from_month) AS first_number,
        month_number(p.to_month) AS last_number,
        number_of(p.known_to) - 1 AS withdrawn
    FROM conform.pensions AS p
    LEFT JOIN verify.who AS w ON w.form = p.form
    LEFT JOIN verify.ruled AS d
        ON d.source = 'social_insurance.pensions' AND d.pull_id = p.pull_id AND d.row_number = p.row_number
)
SELECT
    row_ref('social_insurance.pensions', pull_id, row_number) AS row_ref,
    kind, sure, county, from_month, first_number, last_number,
    least(last_number, withdrawn) AS until_number,
    row_number() OVER (PARTITION BY row_id ORDER BY known_from DESC, pull_id DESC, row_number DESC) = 1 AS is_newest,
    row_number() OVER (
        PARTITION BY row_id, sure IS NULL ORDER BY known_from DESC, pull_id DESC, row_number DESC
    ) = 1 AND sure IS NOT NULL AS is_newest_sure
FROM named
