-- 用工记录中的在册人员。 A register person who is employed anywhere: groups of the ledger month, by the version or the date that knows it best.
WITH asked AS (
    SELECT DISTINCT e.person, p.register_person_id AS person_id
    FROM rules.employed AS e
    INNER JOIN link.persons AS p ON p.person = e.person
    WHERE p.register_person_id IS NOT NULL
),
versions AS (
    SELECT
        v.*,
        CASE WHEN v.is_first THEN 0 ELSE month_number(month_of(v.known_from)) END AS from_number,
        coalesce(month_number(month_of(v.known_to)) - 1, m.number) AS to_number,
        row_number() OVER (
            PARTITION BY v.person_id ORDER BY v.known_from DESC, v.pull_id DESC, v.row_number DESC
        ) AS age_of_version
    FROM conform.people AS v
    SEMI JOIN asked AS a ON a.person_id = v.person_id
    CROSS JOIN run.month AS m
),
exports AS (
    SELECT DISTINCT county, as_of
    FROM conform.data_times
    WHERE source = 'monitoring.people' AND as_of IS NOT NULL
),
-- Until when each version was seen: the export that brought it, and those that repeated it.
seen AS (
    SELECT
        v.person_id,
        v.pull_id,
        v.row_number,
        month_number(month_of(coalesce(max(t.as_of), v.known_from))) AS number
    FROM versions AS v
    LEFT JOIN exports AS t
        ON (t.county IS NULL OR t.county = v.county)
        AND t.as_of >= v.known_from AND (v.known_to IS NULL OR t.as_of < v.known_to)
    GROUP BY v.person_id, v.pull_id, v.row_number, v.known_from
),
histories AS (
    SELECT
        v.person_id,
        max(s.number) FILTER (WHERE v.monitored_kind IS NOT NULL AND NOT coalesce(v.risk_cleared, FALSE)) AS open_until,
        max(s.number) FILTER (WHERE coalesce(v.person_state NOT IN ('户籍迁出', '其他减少'), TRUE)) AS here_until,
        max(s.number) FILTER (WHERE coalesce(v.person_state <> '死亡', TRUE)) AS living_until,
        month_number(month_of(min(v.known_from) FILTER (WHERE v.person_state = '死亡'))) AS dead_number
    FROM versions AS v
    INNER JOIN seen AS s ON s.person_id = v.person_id AND s.pull_id = v.pull_id AND s.row_number = v.row_number
    GROUP BY v.person_id
),
newest AS (
    SELECT v.*
    FROM versions AS v
    WHERE v.age_of_version = 1
),
-- Of people who were recognised again: a spell that ended before the newest began and holds the month.
monitored_before AS (
    SELECT DISTINCT v.person_id
    FROM versions AS v
    INNER JOIN newest AS n ON n.person_id = v.person_id
    INNER JOIN run.month AS m
        ON m.number >= month_number(month_of(v.monitored_from)) AND m.number <= month_number(month_of(v.risk_cleared_on))
    WHERE v.risk_cleared_on < n.monitored_from
),
held AS (
    SELECT
        a.person,
        m.month,
        m.number,
        m.last_day,
        v.person_id IS NOT NULL AS is_held,
        v.household_kind,
        v.exit_year,
        v.relocated,
        b.person_id IS NOT NULL AS was_monitored,
        n.monitored_kind IS NOT NULL OR n.monitored_from IS NOT NULL AS is_dated,
        month_number(month_of(n.monitored_from)) AS new_from,
        coalesce(n.risk_cleared, n.risk_cleared_on IS NOT NULL) AS new_is_cleared,
        month_number(month_of(n.risk_cleared_on)) AS new_cleared,
        v.monitored_kind IS NULL AND v.monitored_from IS NULL AS is_never,
        month_number(month_of(v.monitored_from)) AS then_from,
        coalesce(v.risk_cleared, v.risk_cleared_on IS NOT NULL) AS then_is_cleared,
        month_number(month_of(v.risk_cleared_on)) AS then_cleared,
        n.person_state,
        n.person_state_on,
        h.open_until,
        h.living_until,
        h.dead_number,
        coalesce(
            CASE
                WHEN n.person_state NOT IN ('户籍迁出', '其他减少') OR n.person_state IS NULL
                    THEN v.person_state IN ('户籍迁出', '其他减少')
                        AND coalesce(m.number >= month_number(month_of(v.person_state_on)), TRUE)
                WHEN n.person_state_on IS NOT NULL THEN m.number >= month_number(month_of(n.person_state_on))
                ELSE m.number > coalesce(h.here_until, -1)
            END,
            FALSE
        ) AS is_gone
    FROM asked AS a
    CROSS JOIN run.month AS m
    LEFT JOIN versions AS v
        ON v.person_id = a.person_id AND m.number >= v.from_number AND m.number <= v.to_number
    LEFT JOIN newest AS n ON n.person_id = a.person_id
    LEFT JOIN histories AS h ON h.person_id = a.person_id
    LEFT JOIN monitored_before AS b ON b.person_id = a.person_id
)
SELECT
    person,
    CASE
        WHEN is_gone OR NOT is_held THEN 'unknown'
        WHEN household_kind <> '脱贫户' THEN 'no'
        WHEN exit_year IS NULL THEN 'unknown'
        WHEN month >= exit_year * 100 + 1 THEN 'yes'
        ELSE 'no'
    END AS poverty_exit,
    CASE
        WHEN is_gone OR NOT is_held THEN 'unknown'
        WHEN was_monitored THEN 'yes'
        WHEN is_dated THEN CASE
            WHEN new_from IS NULL THEN 'unknown'
            WHEN number < new_from THEN 'no'
            WHEN NOT new_is_cleared THEN 'yes'
            WHEN new_cleared IS NOT NULL THEN CASE WHEN number <= new_cleared THEN 'yes' ELSE 'no' END
            WHEN number <= open_until THEN 'yes'
            ELSE 'unknown'
        END
        WHEN is_never THEN 'no'
        WHEN then_from IS NULL THEN 'unknown'
        WHEN number < then_from THEN 'no'
        WHEN NOT then_is_cleared THEN 'yes'
        WHEN then_cleared IS NULL THEN 'unknown'
        WHEN number <= then_cleared THEN 'yes'
        ELSE 'no'
    END AS monitored,
    CASE WHEN is_gone OR relocated IS NULL THEN 'unknown' WHEN relocated THEN 'yes' ELSE 'no' END AS relocated,
    CASE
        WHEN person_state = '死亡' THEN CASE
            WHEN person_state_on IS NOT NULL THEN CASE WHEN person_state_on <= last_day THEN 'no' ELSE 'yes' END
            WHEN number >= dead_number THEN 'no'
            WHEN number <= living_until THEN 'yes'
            ELSE 'unknown'
        END
        WHEN is_gone OR NOT is_held THEN 'unknown'
        ELSE 'yes'
    END AS alive
FROM held
