-- 信息系统各版本。 A version of a register person of whom a month is asked, with the months for which it answers.
WITH asked AS (
    SELECT DISTINCT person_id FROM verify.asked_months
)
SELECT
    v.person_id, row_ref('monitoring.people', v.pull_id, v.row_number) AS row_ref,
    v.household_id, v.sex, v.born_on, v.household_kind, v.exit_year,
    v.monitored_kind, v.monitored_from, v.risk_cleared, v.risk_cleared_on, v.relocated,
    v.labour_ability, v.schooling, v.stated_employer, v.person_state, v.person_state_on,
    v.county, v.known_from, v.known_to,
    holds_from(v.is_first, v.known_from) AS first_number,
    holds_to(v.known_to) AS last_number,
    row_number() OVER (PARTITION BY v.person_id ORDER BY v.known_from DESC, v.pull_id DESC, v.row_number DESC) AS age_of_version
FROM conform.people AS v
SEMI JOIN asked AS a ON a.person_id = v.person_id
