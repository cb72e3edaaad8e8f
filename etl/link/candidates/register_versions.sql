-- 可能被指的人员的各版本。 A version of a register person that a form may mean, and whether it is the newest.
WITH versions AS (
    SELECT
        p.person_id,
        p.name,
        p.former_name,
        p.id_number,
        p.sex,
        p.born_on,
        p.phone,
        p.household_id,
        substr(p.village_code, 1, 6) AS county,
        p.township_name AS township,
        p.village_name AS village,
        p.person_state,
        p.person_state_on,
        p.known_from,
        p.pull_id,
        p.row_number
    FROM link.register AS p
    SEMI JOIN link.wanted_people USING (person_id)
)
SELECT
    v.*,
    row_number() OVER (
        PARTITION BY v.person_id
        ORDER BY v.known_from DESC, coalesce(v.id_number, '') DESC, v.name, v.pull_id, v.row_number
    ) AS place
FROM versions AS v
