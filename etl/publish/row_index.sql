-- 行索引。 A row that another table of the release names: the way back to the paper.
WITH named AS (
    SELECT row_ref FROM publish.links
    UNION
    SELECT row_ref FROM publish.employment
    UNION
    SELECT row_ref FROM publish.person_status WHERE row_ref IS NOT NULL
    UNION
    SELECT row_ref FROM publish.timeline
    UNION
    SELECT row_ref FROM publish.alert_evidence
    UNION
    SELECT row_ref FROM publish.corrections
    UNION
    SELECT row_ref FROM publish.quarantine
)
SELECT
    n.row_ref,
    coalesce(o.source, split_part(n.row_ref, ':', 1)) AS source,
    nullif(CASE
        -- A person's key stands in the place of a personal part.
        WHEN o.native_key IS NULL AND (o.key_before IS NOT NULL OR o.key_after IS NOT NULL)
            THEN text(o.key_before) || text(p.person_key) || text(o.key_after)
        ELSE o.native_key
    END, '') AS native_key,
    nullif(o.file, '') AS file, nullif(o.sheet, '') AS sheet, o.source_row
FROM named AS n
LEFT JOIN conform.row_origin AS o USING (row_ref)
LEFT JOIN link.link_forms AS l ON l.form = o.form
LEFT JOIN link.persons AS p ON p.person = l.person
WHERE n.row_ref <> ''
