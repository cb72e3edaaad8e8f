-- 人员写法。 A distinct way in which rows name a person; numbered in the order of the texts, so that the same rows give the same numbers.
WITH sources AS (
    SELECT DISTINCT who, source
    FROM conform.who
), forms AS (
    SELECT p.id_text, p.name, p.phone, p.account, p.county, listed(s.source) AS source_kinds
    FROM conform.placed AS p
    JOIN sources AS s USING (who)
    WHERE p.id_text <> '' OR p.name <> '' OR p.phone <> '' OR p.account <> ''
    GROUP BY p.id_text, p.name, p.phone, p.account, p.county
)
SELECT
    CAST(row_number() OVER (ORDER BY id_text, name, phone, account, county) AS BIGINT) AS form,
    nullif(id_text, '') AS id_text,
    nullif(name, '') AS name,
    nullif(phone, '') AS phone,
    nullif(account, '') AS account,
    nullif(county, '') AS county,
    source_kinds
FROM forms
