-- 户内成员。 A living member of a household of the areas whose document asks for one at work in each, as the registers answer for the ledger month.
WITH places AS (
    SELECT DISTINCT r.area
    FROM policy.reaches AS r
    INNER JOIN run.month AS m ON m.last_day BETWEEN r.first_on AND r.last_on
    WHERE r.kind = 'household'
),
counting AS (
    SELECT d.area, bool_or(d.counts_poverty_exit) AS poverty_exit, bool_or(d.counts_monitored) AS monitored,
        bool_or(d.counts_relocated) AS relocated, bool_or(d.undelivered) AS low_income
    FROM policy.ledger_documents AS d
    WHERE d.holds
    GROUP BY d.area
),
monitored AS (
    SELECT p.*, row_number() OVER (PARTITION BY p.person_id ORDER BY p.known_from DESC, p.pull_id DESC, p.row_number DESC) AS nth
    FROM conform.people AS p
    CROSS JOIN run.month AS m
    SEMI JOIN places AS a ON starts_with(p.village_code, a.area)
    SEMI JOIN run.areas AS o ON starts_with(p.village_code, o.area)
    -- Before the first version the first one answers.
    WHERE (p.known_from <= m.last_day AND (p.known_to IS NULL OR p.known_to > m.last_day)) OR (p.is_first AND p.known_from > m.last_day)
),
resettled AS (
    SELECT i.register_person_id AS person_id, i.entry_id, r.household_id, r.village_code, r.moved_in_on, r.work_state, r.stated_employer,
        r.person_state, r.person_state_on, f.id_text,
        row_number() OVER (
            PARTITION BY i.register_person_id ORDER BY r.known_from DESC, r.pull_id DESC, r.row_number DESC
        ) AS nth
    FROM conform.residents AS r
    INNER JOIN link.register_ids AS i ON i.entry_id = 'resettlement:' || r.resident_id
    LEFT JOIN conform.forms AS f ON f.form = r.form
    CROSS JOIN run.month AS m
    WHERE (r.known_from <= m.last_day AND (r.known_to IS NULL OR r.known_to > m.last_day)) OR (r.is_first AND r.known_from > m.last_day)
),
assisted AS (
    SELECT DISTINCT i.register_person_id AS person_id
    FROM conform.assistance AS s
    INNER JOIN link.register_ids AS i ON i.entry_id = 'civil_affairs:' || s.row_id
    CROSS JOIN run.month AS m
    WHERE s.kind IN ('rural_minimum', 'rural_destitute') AND s.from_month <= m.month AND coalesce(s.to_month >= m.month, TRUE)
),
held AS (
    SELECT
        p.person_id, p.household_id, p.village_code, coalesce(p.township_name, '') AS township, p.born_on,
        NOT coalesce(p.person_state <> '正常' AND coalesce(p.person_state_on <= m.last_day, TRUE), FALSE) AS is_there,
        coalesce(p.household_kind = '脱贫户' AND p.exit_year * 100 + 1 <= m.month, FALSE) AS poverty_exit,
        coalesce(
            p.monitored_kind IS NOT NULL AND month_number(m.month) >= number_of(p.monitored_from)
            AND (NOT coalesce(p.risk_cleared, p.risk_cleared_on IS NOT NULL) OR number_of(p.risk_cleared_on) >= month_number(m.month)),
            FALSE
        ) AS monitored,
        CASE WHEN r.person_id IS NULL THEN coalesce(p.relocated, FALSE) ELSE r.moved_in_on <= m.last_day END AS relocated,
        coalesce(p.labour_ability IN ('技能劳动力', '普通劳动力', '弱劳动力或半劳动力'), FALSE)
            AND coalesce(p.schooling = '非在校生', TRUE) AND coalesce(r.work_state <> '无就业意愿', TRUE) AS can_work,
        coalesce(p.stated_employer <> '', FALSE) OR coalesce(r.work_state IN ('已就业', '灵活就业'), FALSE) AS is_stated
    FROM monitored AS p
    CROSS JOIN run.month AS m
    LEFT JOIN resettled AS r ON r.person_id = p.person_id AND r.nth = 1
    WHERE p.nth = 1
    UNION ALL
    -- Whom the poverty register does not hold; the other says who can't or won't work.
    SELECT
        r.person_id, 'resettlement:' || r.household_id AS household_id, r.village_code, '' AS township,
        CASE WHEN is_sound_number(substr(r.id_text, 1, 18)) THEN day_of(substr(r.id_text, 7, 8)) END AS born_on,
        NOT coalesce(r.person_state <> '正常' AND coalesce(r.person_state_on <= m.last_day, TRUE), FALSE) AS is_there,
        FALSE AS poverty_exit, FALSE AS monitored, r.moved_in_on <= m.last_day AS relocated,
        coalesce(r.work_state = '未就业', FALSE) AS can_work,
        coalesce(r.work_state IN ('已就业', '灵活就业') OR r.stated_employer <> '', FALSE) AS is_stated
    FROM resettled AS r
    CROSS JOIN run.month AS m
    SEMI JOIN places AS a ON starts_with(r.village_code, a.area)
    SEMI JOIN run.areas AS o ON starts_with(r.village_code, o.area)
    WHERE r.nth = 1 AND r.person_id = r.entry_id
)
SELECT
    h.person_id, h.household_id, substr(h.village_code, 1, 6) AS county, h.township, h.is_stated,
    h.can_work AND coalesce(age_on(h.born_on, m.last_day) BETWEEN 16 AND 59, FALSE) AS is_able,
    bool_or(
        (coalesce(c.poverty_exit, FALSE) AND h.poverty_exit) OR (coalesce(c.monitored, FALSE) AND h.monitored)
        OR (coalesce(c.relocated, FALSE) AND h.relocated) OR (coalesce(c.low_income, FALSE) AND s.person_id IS NOT NULL)
    ) AS is_counted
FROM held AS h
CROSS JOIN run.month AS m
LEFT JOIN counting AS c ON starts_with(h.village_code, c.area)
LEFT JOIN assisted AS s ON s.person_id = h.person_id
WHERE h.is_there
GROUP BY h.person_id, h.household_id, h.village_code, h.township, h.is_stated, h.can_work, h.born_on, m.last_day
