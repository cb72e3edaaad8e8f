-- 欠薪案件所指月份。 A month of a workshop that an arrears case is about: of the workshop it names, else of all that the unit runs.
SELECT DISTINCT s.workshop_id, s.month, row_ref('labour_inspection.cases', c.pull_id, c.row_number) AS row_ref, c.result,
    c.filed_on
FROM conform.cases AS c
LEFT JOIN verify.units AS u ON u.employer = c.employer
JOIN verify.shops AS s
    ON CASE WHEN c.workshop_id IS NULL THEN coalesce(u.unit, upper(c.uscc)) = upper(s.uscc) ELSE c.workshop_id = s.workshop_id END
    AND s.month >= coalesce(c.from_month, c.to_month) AND s.month <= coalesce(c.to_month, c.from_month)
WHERE c.kind = 'arrears' AND c.result IN ('upheld', 'pending')
