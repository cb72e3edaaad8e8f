-- 有关人员的缴费。 A contribution for a month of the run of a person who is followed.
SELECT
    w.sure AS person, c.employer, c.kind, c.state, c.month,
    coalesce(c.received_on, CAST(c.updated_at AS DATE)) AS received_on,
    CAST(coalesce(c.employer_amount, 0) + coalesce(c.person_amount, 0) AS DECIMAL(18, 2)) AS amount,
    c.pull_id, c.row_number
FROM conform.contributions AS c
JOIN verify.who AS w ON w.form = c.form
SEMI JOIN verify.followed AS f ON f.person = w.sure
SEMI JOIN verify.months AS m ON m.month = c.month
