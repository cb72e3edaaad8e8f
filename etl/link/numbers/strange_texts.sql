-- 需要判读的证件号码。 A text of forms or of the register that is not plainly a sound citizen's number, '' for none.
WITH weighed AS (
    SELECT
        coalesce(f.id_text, '') AS text,
        TRY_CAST(substr(f.id_text, 1, 17) AS BIGINT) AS body,
        CASE
            WHEN substr(f.id_text, 18, 1) = 'X' THEN 10 ELSE TRY_CAST(substr(f.id_text, 18, 1) AS BIGINT)
        END AS last,
        length(f.id_text) = 18 AND regexp_matches(f.id_text, '^[0-9]{17}[0-9X]$') AS is_shaped
    FROM conform.forms AS f
),
dated AS (
    SELECT
        w.text,
        w.is_shaped,
        (id_sum(w.body) + w.last) % 11 = 1 AS is_checked,
        w.body // CAST(1000000000000000 AS BIGINT) AS region,
        w.body // 10000000 % 10000 AS year,
        w.body // 100000 % 100 AS month,
        w.body // 1000 % 100 AS day
    FROM weighed AS w
),
-- Who was born on 29 February is read: whether the year has one is for the reading to say.
strange AS (
    SELECT d.text
    FROM dated AS d
    WHERE NOT coalesce(
        d.is_shaped AND d.is_checked
        AND d.region BETWEEN 10 AND 89 AND d.region NOT IN (81, 82, 83)
        AND d.year BETWEEN 1850 AND 2099 AND d.month BETWEEN 1 AND 12 AND d.day BETWEEN 1 AND 31
        AND (d.day <= 28 OR (d.day <= 30 AND d.month <> 2) OR d.month IN (1, 3, 5, 7, 8, 10, 12)),
        FALSE
    )
)
SELECT s.text FROM strange AS s
UNION
SELECT r.id_number AS text FROM link.odd_register AS r WHERE NOT is_certificate(r.id_number)
