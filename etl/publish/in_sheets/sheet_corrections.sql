-- 校核纠错表。 A cell that an office is asked about, with its place in the source, its county and its key as the office can look it up.
WITH people AS (
    SELECT o.row_ref, p.person_key, p.county, p.township, masked_id(coalesce(nullif(f.id_text, ''), p.id_normal)) AS id_masked
    FROM conform.row_origin AS o
    INNER JOIN link.link_forms AS l ON l.form = o.form
    INNER JOIN conform.forms AS f ON f.form = o.form
    INNER JOIN link.persons AS p ON p.person = l.person
),
shops AS (
    SELECT DISTINCT e.row_ref, s.county
    FROM publish.employment AS e
    INNER JOIN ledger.ledger AS s USING (workshop_id)
),
registers AS (
    SELECT row_ref, max(county) AS county FROM publish.register_conflicts GROUP BY row_ref
)
SELECT
    c.source, c.row_ref,
    -- A person's key of ours finds nobody in the office's own system.
    CASE WHEN p.person_key IS NULL THEN i.native_key ELSE replace(i.native_key, p.person_key, p.id_masked) END AS native_key,
    i.file, i.source_row, c."column", c.was, c.found,
    c.says || CASE WHEN c.was = c.found AND c.was <> '' THEN '（不同之处在遮盖的部分，请按原件核对。）' ELSE '' END AS says,
    coalesce(s.county, r.county, nullif(p.county, ''), '') AS county, coalesce(n.county_name, s.county, r.county, p.county, '') AS county_name
FROM publish.corrections AS c
INNER JOIN publish.row_index AS i USING (row_ref)
LEFT JOIN people AS p USING (row_ref)
LEFT JOIN shops AS s USING (row_ref)
LEFT JOIN registers AS r USING (row_ref)
LEFT JOIN publish.counties AS n ON n.county = coalesce(s.county, r.county, nullif(p.county, ''))
