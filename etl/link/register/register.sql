-- 合并的登记册。 A version of a person of the united register: of the poverty register, else of whichever other register holds the person first.
SELECT
    p.person_id, p.name, p.former_name, p.id_number, p.sex, p.born_on, p.phone, p.household_id, p.village_code, p.township_name,
    p.village_name, p.person_state, p.person_state_on, p.known_from, p.pull_id, p.row_number
FROM conform.people AS p
UNION ALL
SELECT
    e.entry_id AS person_id, e.name, CAST(NULL AS VARCHAR) AS former_name, coalesce(e.number, e.id_text) AS id_number,
    CASE
        WHEN e.number IS NULL THEN NULL
        WHEN substr(e.number, 17, 1) IN ('1', '3', '5', '7', '9') THEN '男'
        ELSE '女'
    END AS sex,
    day_of(substr(e.number, 7, 8)) AS born_on,
    e.phone, e.household_id, e.village_code, CAST(NULL AS VARCHAR) AS township_name, CAST(NULL AS VARCHAR) AS village_name,
    e.person_state, e.person_state_on, e.known_from, e.pull_id, e.row_number
FROM link.entries AS e
INNER JOIN link.register_ids AS i ON i.entry_id = e.entry_id AND i.register_person_id = e.entry_id
WHERE e.name <> ''
