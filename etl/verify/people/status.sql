-- 人员身份（按月）。 A person of the united register in a month: what every register that holds the person says, and what silence of the others means.
WITH held AS (
    SELECT p.person, i.entry_id
    FROM link.register_ids AS i
    JOIN link.persons AS p ON p.register_person_id = i.register_person_id
),
residents AS (
    SELECT
        h.person, r.moved_in_on, r.person_state, coalesce(r.person_state_on, r.known_from) AS state_on,
        row_ref('resettlement.residents', r.pull_id, r.row_number) AS row_ref,
        row_number() OVER (PARTITION BY h.person ORDER BY r.known_from DESC, r.pull_id DESC, r.row_number DESC) AS nth
    FROM held AS h
    JOIN conform.residents AS r ON h.entry_id = 'resettlement:' || r.resident_id
),
spells AS (
    SELECT
        h.person, a.kind, month_number(a.from_month) AS first_number, month_number(a.to_month) AS last_number,
        row_ref('civil_affairs.assistance', a.pull_id, a.row_number) AS row_ref
    FROM held AS h
    JOIN conform.assistance AS a ON h.entry_id = 'civil_affairs:' || a.row_id
),
assisted AS (
    SELECT person, min(row_ref) AS row_ref FROM spells GROUP BY person
),
poor AS (
    SELECT DISTINCT a.person, a.month
    FROM verify.asked_months AS a
    JOIN spells AS s
        ON s.person = a.person AND a.number >= s.first_number AND a.number <= coalesce(s.last_number, a.number)
    WHERE s.kind IN ('rural_minimum', 'rural_destitute')
),
full_in AS (
    SELECT
        county, month,
        bool_or(source = 'monitoring.people') AS monitoring,
        bool_or(source = 'resettlement.residents') AS resettlement,
        bool_or(source = 'civil_affairs.assistance') AS civil_affairs
    FROM verify.coverage
    WHERE state = 'full' AND source IN ('monitoring.people', 'resettlement.residents', 'civil_affairs.assistance')
    GROUP BY county, month
),
known AS (
    SELECT
        s.*, c.last_day, s.row_ref IS NOT NULL AS is_monitored_person,
        coalesce(s.county, p.county) AS home, p.sex AS own_sex, p.born_on AS own_born_on, p.household_id AS own_household_id,
        r.person IS NOT NULL AS is_resident, r.moved_in_on, r.row_ref AS resident_ref, a.row_ref AS assisted_ref,
        CASE
            WHEN r.person IS NULL THEN NULL
            WHEN r.person_state = '死亡' THEN CASE WHEN r.state_on <= c.last_day THEN 'no' ELSE 'yes' END
            WHEN r.person_state IN ('迁出', '其他减少') AND number_of(r.state_on) <= c.number THEN 'unknown'
            ELSE 'yes'
        END AS resident_alive,
        CASE WHEN r.person_state = '死亡' THEN r.state_on END AS resident_dead_on,
        coalesce(f.monitoring, false) AS monitoring_full,
        coalesce(f.resettlement, false) AS resettlement_full,
        coalesce(f.civil_affairs, false) AS civil_affairs_full,
        l.person IS NOT NULL AS is_poor
    FROM verify.monitoring_status AS s
    JOIN run.calendar AS c ON c.month = s.month
    LEFT JOIN link.persons AS p ON p.person = s.person
    LEFT JOIN residents AS r ON r.person = s.person AND r.nth = 1
    LEFT JOIN assisted AS a ON a.person = s.person
    LEFT JOIN poor AS l ON l.person = s.person AND l.month = s.month
    LEFT JOIN full_in AS f ON f.county = coalesce(s.county, p.county) AND f.month = s.month
),
told AS (
    SELECT
        k.*,
        -- Registers that disagree on a death leave it open.
        coalesce(k.is_monitored_person AND k.is_resident AND (k.dead_on IS NULL) <> (k.resident_dead_on IS NULL), false) AS is_disputed
    FROM known AS k
)
SELECT
    t.person, t.month,
    CASE WHEN t.is_monitored_person THEN t.poverty_exit WHEN t.monitoring_full THEN 'no' ELSE 'unknown' END AS poverty_exit,
    CASE WHEN t.is_monitored_person THEN t.monitored WHEN t.monitoring_full THEN 'no' ELSE 'unknown' END AS monitored,
    t.monitored_kind,
    CASE
        WHEN t.is_resident AND t.resident_alive = 'unknown' THEN 'unknown'
        WHEN t.is_resident THEN CASE WHEN t.last_day >= t.moved_in_on THEN 'yes' ELSE 'no' END
        WHEN t.is_monitored_person THEN t.relocated
        WHEN t.monitoring_full OR t.resettlement_full THEN 'no'
        ELSE 'unknown'
    END AS relocated,
    CASE WHEN t.is_poor THEN 'yes' WHEN t.civil_affairs_full THEN 'no' ELSE 'unknown' END AS low_income,
    CASE
        WHEN t.is_monitored_person AND t.is_resident AND t.alive <> t.resident_alive THEN 'unknown'
        WHEN t.is_monitored_person THEN t.alive
        ELSE coalesce(t.resident_alive, 'yes')
    END AS alive,
    coalesce(t.row_ref, t.resident_ref, t.assisted_ref) AS row_ref,
    coalesce(t.sex, CASE WHEN NOT t.is_monitored_person THEN t.own_sex END) AS sex,
    coalesce(t.born_on, CASE WHEN NOT t.is_monitored_person THEN t.own_born_on END) AS born_on,
    coalesce(
        t.age,
        CASE WHEN NOT t.is_monitored_person THEN age_on(t.own_born_on, t.last_day) END
    ) AS age,
    t.labour_ability, t.schooling, t.schooling_ref,
    coalesce(t.dead_on, t.resident_dead_on) AS dead_on,
    CASE WHEN t.dead_on IS NULL AND t.resident_dead_on IS NOT NULL THEN t.resident_ref ELSE t.dead_ref END AS dead_ref,
    t.is_disputed,
    coalesce(t.household_id, t.own_household_id) AS household_id,
    t.stated_employer, t.home AS county, t.disputed_by, t.is_touched
FROM told AS t
