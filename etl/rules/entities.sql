-- 市场主体（台账月）。 A market entity as the registry has it for the ledger month.
WITH versions AS (
    SELECT
        e.uscc,
        e.entity_name,
        e.entity_kind,
        e.state,
        e.state_on,
        m.last_day,
        row_number() OVER (
            PARTITION BY e.uscc ORDER BY e.known_from DESC, e.pull_id DESC, e.row_number DESC
        ) AS nth
    FROM conform.entities AS e
    CROSS JOIN run.month AS m
    WHERE (e.known_from <= m.last_day AND (e.known_to IS NULL OR e.known_to > m.last_day))
       OR (e.is_first AND e.known_from > m.last_day)
)
SELECT
    uscc,
    entity_name,
    entity_kind,
    state,
    state IN ('revoked', 'deregistered') AND coalesce(state_on <= last_day, TRUE) AS is_gone
FROM versions
WHERE nth = 1
