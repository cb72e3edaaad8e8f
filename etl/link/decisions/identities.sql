-- 人工身份判定。 What a person decided of a row and a register person, with the evidence that it rested on and today's.
-- A person that the register never held has no evidence today.
WITH said AS (
    SELECT s.number, r.form, r.row_ref, s.other AS person_id, s.answer, coalesce(s.fingerprint, '') AS was
    FROM decisions.spoken AS s
    INNER JOIN link.decided_rows AS r ON r.number = s.number
    WHERE s.kind = 'identity' AND r.form IS NOT NULL AND s.other IS NOT NULL
),
versions AS (
    SELECT
        p.person_id,
        person_says(
            p.id_number, p.name, p.former_name, p.sex, p.born_on, p.phone, substr(p.village_code, 1, 6)
        ) AS theirs,
        row_number() OVER (
            PARTITION BY p.person_id
            ORDER BY p.known_from DESC, coalesce(p.id_number, '') DESC, p.name, p.pull_id, p.row_number
        ) AS place
    FROM link.register AS p
    SEMI JOIN said ON said.person_id = p.person_id
)
SELECT
    s.number,
    s.form,
    s.row_ref,
    s.person_id,
    s.answer,
    s.was,
    print_of(form_says(f.id_text, f.name, f.phone, f.account, f.county) || chr(31) || v.theirs) AS now
FROM said AS s
INNER JOIN conform.forms AS f USING (form)
LEFT JOIN versions AS v ON v.person_id = s.person_id AND v.place = 1
