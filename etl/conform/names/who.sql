-- 写法编号。 A wording that rows of a source use for a person, an employer or a place, cleaned; those that come out alike share `who`.
WITH asked AS (
    SELECT source, max(CASE WHEN by_person THEN 1 ELSE 0 END) = 1 AS by_person
    FROM landed.pulls
    GROUP BY source
), cleaned AS (
    SELECT
        w.*,
        clean_id(w.raw_id_text) AS id_text,
        clean_name(w.raw_name) AS name,
        clean_number(w.raw_phone) AS phone,
        clean_number(w.raw_account) AS account,
        clean_code(w.raw_uscc) AS uscc,
        clean_name(w.raw_employer_name) AS employer_name,
        clean_code(w.raw_unit_no) AS unit_no,
        clean_code(w.raw_workshop_id) AS workshop_id,
        clean_code(w.raw_area_code) AS area_code,
        clean_number(w.raw_insured_no) AS insured_no
    FROM conform.wordings AS w
)
SELECT
    c.source,
    c.raw_id_text,
    c.raw_name,
    c.raw_phone,
    c.raw_account,
    c.raw_uscc,
    c.raw_employer_name,
    c.raw_unit_no,
    c.raw_workshop_id,
    c.raw_area_code,
    c.raw_insured_no,
    c.id_text,
    c.name,
    c.phone,
    c.account,
    c.uscc,
    c.employer_name,
    c.unit_no,
    c.workshop_id,
    c.area_code,
    c.insured_no,
    -- What a narrowed pull asks by: the person's number as the source has it, else the first part of the key.
    CASE
        WHEN a.by_person AND c.has_person THEN upper(trimmed(c.raw_id_text))
        WHEN c.asked_by = 'uscc' THEN c.uscc
        WHEN c.asked_by = 'workshop_id' THEN c.workshop_id
        WHEN c.asked_by = 'id_text' THEN c.id_text
    END AS asked,
    clean_key(c.raw_uscc) AS said_uscc,
    clean_key(c.raw_unit_no) AS said_unit_no,
    clean_key(c.raw_workshop_id) AS said_workshop_id,
    CAST(
        dense_rank() OVER (
            ORDER BY
                coalesce(c.id_text, ''), coalesce(c.name, ''), coalesce(c.phone, ''), coalesce(c.account, ''),
                coalesce(c.uscc, ''), coalesce(c.employer_name, ''), coalesce(c.unit_no, ''),
                coalesce(c.workshop_id, ''), coalesce(c.area_code, ''), coalesce(c.insured_no, '')
        ) AS BIGINT
    ) AS who,
    -- Keys are compared by these numbers, not by the texts.
    CASE WHEN c.id_text IS NOT NULL THEN CAST(dense_rank() OVER (ORDER BY coalesce(c.id_text, '')) AS BIGINT) END AS key_id_text,
    CASE WHEN c.uscc IS NOT NULL THEN CAST(dense_rank() OVER (ORDER BY coalesce(c.uscc, '')) AS BIGINT) END AS key_uscc,
    CASE WHEN c.unit_no IS NOT NULL THEN CAST(dense_rank() OVER (ORDER BY coalesce(c.unit_no, '')) AS BIGINT) END AS key_unit_no,
    CASE WHEN c.workshop_id IS NOT NULL THEN CAST(dense_rank() OVER (ORDER BY coalesce(c.workshop_id, '')) AS BIGINT) END AS key_workshop_id
FROM cleaned AS c
LEFT JOIN asked AS a USING (source)
