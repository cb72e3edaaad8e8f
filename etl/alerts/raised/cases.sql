-- 案例。 A case of a code: what its rows add up to, what it is anchored by, and what identifies it.
WITH ordered AS (
    SELECT code, key, county, native_key, note, row_number() OVER (
        PARTITION BY code, key ORDER BY from_month, native_key, row_ref
    ) AS nth
    FROM alerts.placed
    WHERE native_key IS NOT NULL AND cases <> 'months'
),
-- Of months each native key counts once: a row stands in several of them.
keys AS (
    SELECT code, key, native_key, min(from_month) AS month
    FROM alerts.placed
    WHERE native_key IS NOT NULL AND cases = 'months'
    GROUP BY code, key, native_key
),
ordered_keys AS (
    SELECT code, key, CAST(NULL AS VARCHAR) AS county, native_key, CAST(NULL AS VARCHAR) AS note,
        row_number() OVER (PARTITION BY code, key ORDER BY month, native_key) AS nth
    FROM keys
),
first_two AS (
    SELECT code, key, max(CASE WHEN nth = 1 THEN native_key END) AS one, max(CASE WHEN nth = 2 THEN native_key END) AS two,
        max(CASE WHEN nth = 1 THEN county END) AS county, max(CASE WHEN nth = 1 THEN note END) AS note
    FROM (SELECT * FROM ordered UNION ALL SELECT * FROM ordered_keys) AS every
    WHERE nth <= 2
    GROUP BY code, key
),
sentences AS (
    -- A row that tells no note takes the month's.
    SELECT code, key, from_month, replace(sentence, '{note}', text(max(note))) AS says
    FROM alerts.placed
    WHERE cases = 'months'
    GROUP BY code, key, from_month, sentence
),
details AS (
    SELECT code, key, array_to_string(list_sort(list(DISTINCT says)), '') AS says FROM sentences GROUP BY code, key
),
summed AS (
    SELECT code, key, max(cases) AS cases, max(sentence) AS sentence, max(subject) AS subject, max(level) AS level, max(person) AS person,
        min(workshop_id) AS first_shop, max(workshop_id) AS last_shop, max(other_workshop_id) AS other_shop,
        max(scheme) AS scheme, min(scheme) AS other_scheme, min(from_month) AS from_month, max(to_month) AS to_month,
        max(county) AS county, max(rule) AS rule, max(note) AS note, count(DISTINCT note) AS notes, count(DISTINCT row_ref) AS rows,
        count(DISTINCT payment) AS payments, count(DISTINCT part) AS parts, CAST(sum(amount) AS DECIMAL(18, 2)) AS total,
        CAST(sum(risk) AS DECIMAL(18, 2)) AS risk,
        array_to_string(list_sort(list(DISTINCT office) FILTER (WHERE office IS NOT NULL)), '、') AS offices
    FROM alerts.placed
    GROUP BY code, key
),
told AS (
    SELECT s.code, s.key, s.cases, s.level, s.person, s.first_shop AS workshop_id,
        CASE WHEN s.cases = 'months' THEN s.other_shop WHEN s.first_shop <> s.last_shop THEN s.last_shop END AS other_workshop_id,
        CASE WHEN s.scheme = s.other_scheme THEN s.scheme END AS scheme, s.from_month, s.to_month, s.rule,
        CASE WHEN s.cases = 'months' THEN s.county ELSE f.county END AS county,
        CASE c.anchor WHEN 'two_rows' THEN text(f.one) || '+' || text(f.two) WHEN 'one_row' THEN f.one WHEN 'key' THEN s.subject
             ELSE text(s.from_month) END AS anchor,
        s.cases = 'months' AND c.anchor = 'first_month' AS is_by_month, c.money,
        CASE WHEN s.cases = 'months' THEN d.says ELSE replace(replace(replace(replace(replace(replace(replace(replace(
            s.sentence, '{span}', text(span_zh(s.from_month, s.to_month))), '{rows}', text(s.rows)), '{payments}', text(s.payments)),
            '{parts}', text(s.parts)), '{total}', yuan(s.total)), '{risk}', yuan(s.risk)), '{offices}', text(s.offices)),
            -- What the earliest row is told for; of several, that there are more.
            '{note}', text(coalesce(f.note, s.note)) || CASE WHEN s.notes > 1 THEN '（各笔原因不尽相同，见依据。）' ELSE '' END) END AS detail
    FROM summed AS s
    JOIN run.alert_codes AS c ON c.code = s.code
    LEFT JOIN first_two AS f ON f.code = s.code AND f.key = s.key
    LEFT JOIN details AS d ON d.code = s.code AND d.key = s.key
)
SELECT t.code, t.key, t.level, t.person, p.person_key, p.county AS person_county, t.workshop_id, t.other_workshop_id, t.scheme,
    t.from_month, t.to_month, t.county, coalesce(t.rule, cited.rule) AS rule, t.detail, t.is_by_month, t.money,
    t.code || '|' || t.level || '|' || text(p.person_key) || '|'
    || CASE WHEN t.other_workshop_id IS NULL OR text(t.workshop_id) <= t.other_workshop_id
            THEN text(t.workshop_id) || ',' || text(t.other_workshop_id)
            ELSE t.other_workshop_id || ',' || text(t.workshop_id) END
    || '|' || text(t.scheme) || '|' || text(t.anchor) AS said
FROM told AS t
LEFT JOIN link.persons AS p ON p.person = t.person
LEFT JOIN alerts.counties AS c ON c.county = t.county
LEFT JOIN policy.cited AS cited ON cited.area = c.area AND cited.code = t.code
