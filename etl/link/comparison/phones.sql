-- 登记册中的电话。 A phone that a form shows and a register person has; shared where it is of too many households to be anybody's.
WITH reached AS (
    SELECT DISTINCT v.person_id, v.phone, v.household_id
    FROM link.register_versions AS v
    SEMI JOIN link.asked_keys AS a ON a.key = v.phone AND a.kind = 'phone'
),
held AS (
    SELECT r.phone, count(DISTINCT r.household_id) AS households FROM reached AS r GROUP BY r.phone
)
SELECT r.person_id, r.phone, r.household_id, h.households > b.most AS is_shared
FROM reached AS r
INNER JOIN held AS h USING (phone)
INNER JOIN link.bounds AS b ON b.kind = 'phone_households'
