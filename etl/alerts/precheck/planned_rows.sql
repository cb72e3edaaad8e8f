-- 计划发放的行。 A planned payment row with the person whom it surely names and the operator of its workshop.
SELECT
    p.row_number, p.scheme, p.outcome, p.person, p.workshop_id, p.from_month, p.to_month, p.amount,
    coalesce(s.uscc, p.uscc) AS firm
FROM run.planned AS p
LEFT JOIN alerts.workshops AS s ON s.workshop_id = p.workshop_id
