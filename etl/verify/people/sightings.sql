-- 信息系统各次导出所见。 A version and a day on which an export held it, also where the export repeated the one before.
WITH exports AS (
    SELECT DISTINCT county, as_of
    FROM conform.data_times
    WHERE source = 'monitoring.people' AND as_of IS NOT NULL
),
tellings AS (
    SELECT DISTINCT county, known_from, known_to FROM verify.register_versions
),
days AS (
    SELECT county, known_from, known_to, known_from AS day FROM tellings
    UNION
    SELECT t.county, t.known_from, t.known_to, e.as_of AS day
    FROM tellings AS t
    JOIN exports AS e
        ON (e.county IS NULL OR e.county = t.county)
        AND e.as_of >= t.known_from AND (t.known_to IS NULL OR e.as_of < t.known_to)
)
SELECT v.person_id, v.row_ref, v.schooling, d.day, number_of(d.day) AS number
FROM verify.register_versions AS v
JOIN days AS d
    ON d.county IS NOT DISTINCT FROM v.county
    AND d.known_from = v.known_from
    AND d.known_to IS NOT DISTINCT FROM v.known_to
