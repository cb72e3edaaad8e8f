-- 两处登记的同一笔。 Two rows that are taken for one payment, the one that counts first; `is_both_paid`: somebody found that both were paid.
WITH answered AS (
    SELECT p.person, a.person_key, a.workshop_id, a.scheme, a.from_month, a.to_month
    FROM decisions.answers AS a
    LEFT JOIN link.persons AS p ON p.person_key = a.person_key
    WHERE a.code = 'same_payment_twice' AND a.answer = 'confirmed' AND (a.person_key IS NULL OR p.person IS NOT NULL)
)
SELECT DISTINCT
    t.row_ref, t.other_ref, t.person, t.workshop_id, t.scheme, t.from_month, t.to_month, t.hrss_state, t.hrss_paid_on,
    a.scheme IS NOT NULL AS is_both_paid
FROM verify.twin_pairs AS t
LEFT JOIN answered AS a
    ON a.scheme = t.scheme AND text(a.person) = text(t.person) AND text(a.workshop_id) = text(t.workshop_id)
    AND t.from_month >= a.from_month AND t.to_month <= a.to_month
