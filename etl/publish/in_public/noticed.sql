-- 须公示的补贴。 A payment of the ledger month, or a claim that came in it and waits to be paid, of what is due and not held back; suspicions and refusals are in no notice.
WITH written AS (
    SELECT row_ref('hrss.subsidies', pull_id, row_number) AS row_ref, month_of(CAST(updated_at AS DATE)) AS month
    FROM conform.subsidies
    WHERE updated_at IS NOT NULL
),
of_month AS (
    -- A payment that two offices record alike is listed once.
    SELECT DISTINCT
        b.scheme, b.beneficiary_kind, b.workshop_id, b.same AS person, b.from_month, b.to_month, b.amount,
        CASE WHEN b.state = 'paid' THEN 'paid' ELSE 'planned' END AS stage
    FROM verify.benefits AS b
    CROSS JOIN run.month AS m
    LEFT JOIN written AS w USING (row_ref)
    WHERE b.is_live AND (b.form IS NULL OR b.same IS NOT NULL)
        AND CASE
            WHEN b.state = 'paid' THEN month_of(b.paid_on) = m.month
            ELSE b.state IN ('claimed', 'approved') AND coalesce(w.month, b.to_month) = m.month
        END
),
due AS (
    SELECT e.scheme, e.beneficiary_kind, e.workshop_id, p.person, e.from_month, e.to_month, max(e.document) AS document
    FROM publish.entitlements AS e
    LEFT JOIN link.persons AS p ON p.person_key = e.person_key
    WHERE e.outcome = 'due' AND e.claimed + e.paid > 0
    GROUP BY e.scheme, e.beneficiary_kind, e.workshop_id, p.person, e.from_month, e.to_month
)
SELECT
    o.stage, o.scheme, o.workshop_id, p.person_key, o.from_month, o.to_month, o.amount, max(d.document) AS document,
    coalesce(max(s.county), max(p.county), '') AS county
FROM of_month AS o
INNER JOIN due AS d
    ON d.scheme = o.scheme AND d.beneficiary_kind = o.beneficiary_kind AND text(d.workshop_id) = text(o.workshop_id)
    AND (d.person = o.person OR d.person IS NULL) AND d.from_month <= o.to_month AND d.to_month >= o.from_month
LEFT JOIN link.persons AS p ON p.person = o.person
ANTI JOIN publish.held_back AS h
    ON h.workshop_id = o.workshop_id AND coalesce(h.person_key = p.person_key, h.person_key IS NULL) AND coalesce(h.scheme = o.scheme, TRUE)
LEFT JOIN ledger.ledger AS s ON s.workshop_id = o.workshop_id
GROUP BY o.stage, o.scheme, o.workshop_id, p.person_key, o.from_month, o.to_month, o.amount
