-- 在册月。 A month in which a surely named person stands on the roster of a workshop.
SELECT
    r.sure AS person, r.workshop_id, r.month, m.number, m.word, m.mask,
    max(r.county) AS county,
    bool_or(r.same IS NOT NULL) AS is_registered,
    bool_or(coalesce(r.contract_kind = 'labour_contract', false)) AS is_labour
FROM verify.rosters AS r
JOIN verify.months AS m ON m.month = r.month
WHERE r.sure IS NOT NULL
GROUP BY r.sure, r.workshop_id, r.month, m.number, m.word, m.mask
