-- 其他登记册的登记。 An entry of another register than the poverty register: a version of a resident, or a spell of assistance, with its sound number.
WITH written AS (
    SELECT
        'resettlement:' || r.resident_id AS entry_id, 1 AS rank, r.form, 'resettlement:' || r.household_id AS household_id,
        r.village_code, CASE WHEN r.person_state = '迁出' THEN '户籍迁出' ELSE r.person_state END AS person_state, r.person_state_on,
        r.known_from, r.pull_id, r.row_number
    FROM conform.residents AS r
    UNION ALL
    SELECT
        'civil_affairs:' || a.row_id AS entry_id, 2 AS rank, a.form, CAST(NULL AS VARCHAR) AS household_id,
        a.area_code AS village_code, CAST(NULL AS VARCHAR) AS person_state, CAST(NULL AS DATE) AS person_state_on,
        first_day(a.from_month) AS known_from, a.pull_id, a.row_number
    FROM conform.assistance AS a
)
SELECT
    w.entry_id, w.rank, w.form, f.id_text, f.name, f.phone, f.county,
    CASE WHEN n.text IS NULL THEN f.id_text WHEN n.fault IS NULL THEN coalesce(n.text18, n.normal) END AS number,
    n.text AS odd_text, n.prefix,
    w.household_id, w.village_code, w.person_state, w.person_state_on, w.known_from, w.pull_id, w.row_number
FROM written AS w
INNER JOIN conform.forms AS f USING (form)
LEFT JOIN link.numbers AS n ON n.text = coalesce(f.id_text, '')
