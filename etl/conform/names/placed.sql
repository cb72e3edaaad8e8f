-- 写法所在县。 A cleaned wording once, with its county: the area code's, else the workshop's, else the employer's known workshop's; '' for nothing.
WITH wordings AS (
    SELECT DISTINCT
        who,
        coalesce(id_text, '') AS id_text,
        coalesce(name, '') AS name,
        coalesce(phone, '') AS phone,
        coalesce(account, '') AS account,
        coalesce(uscc, '') AS uscc,
        coalesce(employer_name, '') AS employer_name,
        coalesce(unit_no, '') AS unit_no,
        coalesce(workshop_id, '') AS workshop_id,
        coalesce(area_code, '') AS area_code
    FROM conform.who
), versions AS (
    SELECT
        r.who,
        row_number() OVER (PARTITION BY r.key_workshop_id ORDER BY s.known_from DESC, s.pull DESC) AS nth
    FROM conform.workshops_read AS r
    JOIN conform.state_fates AS s ON s.source = 'hrss.workshops' AND s.pull = r.pull AND s.row_number = r.row_number
    WHERE s.fate IS NULL
), workshops AS (
    SELECT w.workshop_id, w.uscc, county_of(w.area_code) AS county
    FROM versions AS v
    JOIN wordings AS w USING (who)
    WHERE v.nth = 1 AND county_of(w.area_code) IS NOT NULL
), by_workshop AS (
    SELECT workshop_id, min(county) AS county
    FROM workshops
    WHERE workshop_id <> ''
    GROUP BY workshop_id
), by_operator AS (
    SELECT uscc, min(county) AS county
    FROM workshops
    WHERE uscc <> ''
    GROUP BY uscc
)
SELECT
    w.who,
    w.id_text,
    w.name,
    w.phone,
    w.account,
    w.uscc,
    w.employer_name,
    w.unit_no,
    w.workshop_id,
    w.area_code,
    coalesce(county_of(w.area_code), s.county, o.county, '') AS county
FROM wordings AS w
LEFT JOIN by_workshop AS s USING (workshop_id)
LEFT JOIN by_operator AS o USING (uscc)
