-- 写法对应的编号。 A cleaned wording with the numbers of its form and its employer, null where it names none, and what rows show of it.
WITH forms AS (
    SELECT
        form,
        coalesce(id_text, '') AS id_text,
        coalesce(name, '') AS name,
        coalesce(phone, '') AS phone,
        coalesce(account, '') AS account,
        coalesce(county, '') AS county
    FROM conform.forms
), employers AS (
    SELECT
        employer,
        coalesce(uscc, '') AS uscc,
        coalesce(employer_name, '') AS employer_name,
        coalesce(unit_no, '') AS unit_no
    FROM conform.employers
)
SELECT
    p.who,
    f.form,
    e.employer,
    nullif(p.workshop_id, '') AS workshop_id,
    nullif(p.area_code, '') AS area_code,
    nullif(p.uscc, '') AS uscc,
    nullif(p.employer_name, '') AS employer_name,
    nullif(p.unit_no, '') AS unit_no,
    nullif(p.county, '') AS county
FROM conform.placed AS p
LEFT JOIN forms AS f USING (id_text, name, phone, account, county)
LEFT JOIN employers AS e USING (uscc, employer_name, unit_no)
