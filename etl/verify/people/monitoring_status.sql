-- 信息系统所记身份（按月）。 A person in a month as the poverty register knows them: groups, age, schooling, death, each by the version or the date that knows it best.
WITH newest AS (
    SELECT * FROM verify.register_versions WHERE age_of_version = 1
),
told AS (
    SELECT row_ref, max(number) AS number FROM verify.sightings GROUP BY row_ref
),
histories AS (
    SELECT
        v.person_id,
        max(t.number) FILTER (WHERE v.monitored_kind IS NOT NULL AND NOT coalesce(v.risk_cleared, false)) AS open_until,
        max(t.number) FILTER (WHERE NOT coalesce(v.person_state IN ('户籍迁出', '其他减少'), false)) AS here_until,
        max(t.number) FILTER (WHERE coalesce(v.person_state <> '死亡', true)) AS living_until,
        min(v.known_from) FILTER (WHERE v.person_state = '死亡') AS dead_known
    FROM verify.register_versions AS v
    JOIN told AS t ON t.row_ref = v.row_ref
    GROUP BY v.person_id
),
earlier_spells AS (
    -- Of people who were recognised again: spells that ended before the newest began.
    SELECT DISTINCT
        v.person_id, number_of(v.monitored_from) AS first_number, number_of(v.risk_cleared_on) AS last_number
    FROM verify.register_versions AS v
    JOIN newest AS n ON n.person_id = v.person_id
    WHERE v.monitored_from IS NOT NULL AND v.risk_cleared_on < n.monitored_from
),
monitored_before AS (
    SELECT DISTINCT a.person, a.month
    FROM verify.asked_months AS a
    JOIN earlier_spells AS s ON s.person_id = a.person_id AND a.number >= s.first_number AND a.number <= s.last_number
),
several AS (
    SELECT person_id FROM verify.register_versions GROUP BY person_id HAVING count(*) > 1
),
held AS (
    SELECT
        a.person, a.month, a.number, a.person_id, a.is_touched,
        v.person_id IS NOT NULL AS is_held,
        coalesce(v.row_ref, n.row_ref) AS row_ref,
        coalesce(v.sex, n.sex) AS sex,
        coalesce(v.born_on, n.born_on) AS born_on,
        coalesce(v.county, n.county) AS county,
        coalesce(v.household_id, a.household_id) AS household_id,
        v.labour_ability, v.stated_employer, v.household_kind, v.exit_year,
        v.monitored_kind, v.monitored_from, v.risk_cleared, v.risk_cleared_on, v.relocated,
        v.person_state, v.person_state_on,
        n.row_ref AS new_row_ref,
        n.monitored_kind AS new_monitored_kind,
        n.monitored_from AS new_monitored_from,
        n.risk_cleared AS new_risk_cleared,
        n.risk_cleared_on AS new_risk_cleared_on,
        n.person_state AS new_person_state,
        n.person_state_on AS new_person_state_on,
        CASE
            WHEN v.monitored_kind IS NULL AND v.monitored_from IS NULL THEN 'no'
            WHEN v.monitored_from IS NULL THEN 'unknown'
            WHEN a.number < number_of(v.monitored_from) THEN 'no'
            WHEN NOT coalesce(v.risk_cleared, v.risk_cleared_on IS NOT NULL) THEN 'yes'
            WHEN v.risk_cleared_on IS NULL THEN 'unknown'
            WHEN a.number <= number_of(v.risk_cleared_on) THEN 'yes'
            ELSE 'no'
        END AS monitored_by_itself,
        CASE WHEN v.household_kind = '脱贫户' THEN a.month >= v.exit_year * 100 + 1 ELSE false END AS has_exited
    FROM verify.asked_months AS a
    LEFT JOIN verify.register_versions AS v
        ON v.person_id = a.person_id AND a.number >= v.first_number AND a.number <= v.last_number
    LEFT JOIN newest AS n ON n.person_id = a.person_id
),
others AS (
    SELECT
        h.person, h.month, v.row_ref, h.monitored_by_itself, h.has_exited,
        CASE
            WHEN v.monitored_kind IS NULL AND v.monitored_from IS NULL THEN 'no'
            WHEN v.monitored_from IS NULL THEN 'unknown'
            WHEN h.number < number_of(v.monitored_from) THEN 'no'
            WHEN NOT coalesce(v.risk_cleared, v.risk_cleared_on IS NOT NULL) THEN 'yes'
            WHEN v.risk_cleared_on IS NULL THEN 'unknown'
            WHEN h.number <= number_of(v.risk_cleared_on) THEN 'yes'
            ELSE 'no'
        END AS other_monitored,
        CASE WHEN v.household_kind = '脱贫户' THEN h.month >= v.exit_year * 100 + 1 ELSE false END AS other_exited
    FROM held AS h
    SEMI JOIN several AS s ON s.person_id = h.person_id
    JOIN verify.register_versions AS v ON v.person_id = h.person_id AND v.row_ref <> h.row_ref
    WHERE h.is_held
),
disputes AS (
    SELECT person, month, listed(row_ref) AS disputed_by
    FROM others
    WHERE coalesce(has_exited <> other_exited, false) OR monitored_by_itself <> other_monitored
    GROUP BY person, month
),
dated AS (
    SELECT
        h.*,
        c.last_day,
        b.person IS NOT NULL AS was_monitored,
        t.open_until, t.living_until, t.dead_known,
        -- By the day that the newest version gives; undated, after the last version that said otherwise.
        coalesce(
            CASE
                WHEN h.new_person_state IN ('户籍迁出', '其他减少') THEN
                    CASE
                        WHEN h.new_person_state_on IS NOT NULL THEN h.number >= number_of(h.new_person_state_on)
                        ELSE h.number > coalesce(t.here_until, -1)
                    END
                ELSE
                    coalesce(h.person_state IN ('户籍迁出', '其他减少'), false)
                    AND coalesce(h.number >= number_of(h.person_state_on), true)
            END,
            false
        ) AS is_gone
    FROM held AS h
    JOIN run.calendar AS c ON c.month = h.month
    LEFT JOIN histories AS t ON t.person_id = h.person_id
    LEFT JOIN monitored_before AS b ON b.person = h.person AND b.month = h.month
),
known AS (
    SELECT
        d.*,
        CASE WHEN d.new_person_state = '死亡' THEN coalesce(d.new_person_state_on, d.dead_known) END AS dead_on,
        CASE
            WHEN NOT d.is_held THEN 'unknown'
            WHEN d.was_monitored THEN 'yes'
            WHEN d.new_monitored_kind IS NULL AND d.new_monitored_from IS NULL THEN d.monitored_by_itself
            WHEN d.new_monitored_from IS NULL THEN 'unknown'
            WHEN d.number < number_of(d.new_monitored_from) THEN 'no'
            WHEN NOT coalesce(d.new_risk_cleared, d.new_risk_cleared_on IS NOT NULL) THEN 'yes'
            WHEN d.new_risk_cleared_on IS NOT NULL THEN
                CASE WHEN d.number <= number_of(d.new_risk_cleared_on) THEN 'yes' ELSE 'no' END
            WHEN d.number <= coalesce(d.open_until, -1) THEN 'yes'
            ELSE 'unknown'
        END AS was
    FROM dated AS d
)
SELECT
    k.person, k.month,
    CASE
        WHEN k.is_gone OR NOT k.is_held THEN 'unknown'
        WHEN k.household_kind <> '脱贫户' THEN 'no'
        WHEN k.exit_year IS NULL THEN 'unknown'
        WHEN k.month >= k.exit_year * 100 + 1 THEN 'yes'
        ELSE 'no'
    END AS poverty_exit,
    CASE WHEN k.is_gone THEN 'unknown' ELSE k.was END AS monitored,
    CASE WHEN k.is_gone OR k.was <> 'no' THEN k.monitored_kind END AS monitored_kind,
    CASE WHEN k.is_gone OR k.relocated IS NULL THEN 'unknown' WHEN k.relocated THEN 'yes' ELSE 'no' END AS relocated,
    CASE
        WHEN k.new_person_state = '死亡' THEN
            CASE
                WHEN k.new_person_state_on IS NOT NULL THEN
                    CASE WHEN k.new_person_state_on <= k.last_day THEN 'no' ELSE 'yes' END
                WHEN k.number >= number_of(k.dead_known) THEN 'no'
                WHEN k.number <= k.living_until THEN 'yes'
                ELSE 'unknown'
            END
        WHEN k.is_gone OR NOT k.is_held THEN 'unknown'
        ELSE 'yes'
    END AS alive,
    k.row_ref, k.sex, k.born_on,
    age_on(k.born_on, k.last_day) AS age,
    k.labour_ability, s.schooling, s.row_ref AS schooling_ref,
    k.dead_on,
    CASE WHEN k.dead_on IS NOT NULL THEN k.new_row_ref END AS dead_ref,
    k.household_id, k.stated_employer, k.county,
    coalesce(o.disputed_by, '') AS disputed_by,
    k.is_touched
FROM known AS k
LEFT JOIN verify.schooling AS s
    ON s.person_id = k.person_id AND k.number >= s.first_number AND k.number <= s.last_number
LEFT JOIN disputes AS o ON o.person = k.person AND o.month = k.month
