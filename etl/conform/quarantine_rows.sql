-- 未采用的行与未读出的值。 A row that could not be used or that a newer one replaced, and each value that could not be read.
WITH fates AS (
    SELECT source, pull, row_number, fate
    FROM conform.fact_fates
    WHERE fate IN ('repeat', 'superseded')
    UNION ALL
    SELECT source, pull, row_number, fate
    FROM conform.state_fates
    WHERE fate IN ('repeat', 'superseded')
), faults AS (
    SELECT
        o.source,
        o.pull,
        o.row_number,
        c."column",
        CASE WHEN (o.missing & c.bit) <> 0 THEN 'missing' ELSE c.fault END AS reason,
        c.zh,
        c.is_personal,
        trimmed(o.texts[CAST(c.place AS INTEGER)]) AS said,
        o.amount
    FROM conform.odd_rows AS o
    JOIN landed.columns AS c ON c.source = o.source AND ((o.missing | o.unread) & c.bit) <> 0
    ANTI JOIN fates AS f ON f.source = o.source AND f.pull = o.pull AND f.row_number = o.row_number
), shown AS (
    -- A personal value is never shown, only its first character; of others runs of seven digits and more are hidden.
    SELECT
        source,
        pull,
        row_number,
        "column",
        reason,
        zh,
        CASE
            WHEN reason = 'missing' THEN ''
            WHEN is_personal THEN '“' || left(said, 1) || '**”'
            WHEN length(regexp_replace(said, '[0-9]{7,}', '***', 'g')) > 20
                THEN '“' || left(regexp_replace(said, '[0-9]{7,}', '***', 'g'), 20) || '…”'
            ELSE '“' || regexp_replace(said, '[0-9]{7,}', '***', 'g') || '”'
        END AS value,
        CASE WHEN reason = 'scheme_unknown' THEN amount END AS amount
    FROM faults
    UNION ALL
    SELECT
        f.source,
        f.pull,
        f.row_number,
        s.key_columns AS "column",
        f.fate AS reason,
        '' AS zh,
        '' AS value,
        CAST(NULL AS DECIMAL(18, 2)) AS amount
    FROM fates AS f
    JOIN landed.sources AS s USING (source)
    WHERE f.fate = 'superseded'
)
SELECT
    row_ref(s.source, p.pull_id, s.row_number) AS row_ref,
    s.source,
    s."column",
    s.reason,
    s.zh || s.value || r.says AS says,
    s.amount
FROM shown AS s
JOIN conform.pulls AS p USING (source, pull)
JOIN landed.reasons AS r USING (reason)
