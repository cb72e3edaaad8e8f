-- 仍成立的矛盾月份。 A month of a contradiction that counts: none that somebody answered as nothing; `is_doubted` where the data are in error.
SELECT c.code, c.level, c.person, c.workshop_id, c.other_workshop_id, c.month, d.answer IS NOT NULL AS is_doubted
FROM contradict.contradictions AS c
LEFT JOIN contradict.dismissed AS d ON d.code = c.code AND d.level = c.level AND d.month = c.month
    AND text(d.person) = text(c.person) AND text(d.workshop_id) = text(c.workshop_id)
    AND text(d.other_workshop_id) = text(c.other_workshop_id) AND text(d.scheme) = text(c.scheme)
WHERE d.answer IS NULL OR d.answer <> 'not_confirmed'
