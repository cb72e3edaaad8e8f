-- 应享单元期间的备案合同。 A filed contract that holds on a day of a unit's period: with the operator, or with whatever employer where the unit has no workshop.
WITH asking AS (
    SELECT DISTINCT lane
    FROM policy.grant_asked
    WHERE test IN ('contract_term', 'has_contract', 'contributions')
    UNION
    SELECT lane
    FROM policy.grants
    WHERE amount_kind = 'paid_employer_part'
)

SELECT
    u.unit,
    t.uscc,
    t.kind,
    t.contract_from,
    t.contract_to
FROM rules.grant_units AS u
SEMI JOIN asking AS a USING (lane)
INNER JOIN rules.grant_terms AS t ON t.person = u.person
LEFT JOIN rules.grant_shops AS s ON s.place = u.place
WHERE (u.place IS NULL OR t.uscc = s.uscc)
    AND t.begins <= u.judged
    AND coalesce(t.ends, u.from_number) >= u.from_number
