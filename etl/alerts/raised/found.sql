-- 各代码查到的依据。 A row behind a suspicion of any code that runs: the one shape in which every code hands over (etl/alerts/facts.py).
WITH every AS (
    SELECT * FROM alerts.arrears
    UNION ALL
    SELECT * FROM alerts.blacklisted
    UNION ALL
    SELECT * FROM alerts.closing_open
    UNION ALL
    SELECT * FROM alerts.excluded_pair
    UNION ALL
    SELECT * FROM alerts.id_invalid
    UNION ALL
    SELECT * FROM alerts.id_name_conflict
    UNION ALL
    SELECT * FROM alerts.id_shared
    UNION ALL
    SELECT * FROM alerts.late_contributions
    UNION ALL
    SELECT * FROM alerts.loan_excess
    UNION ALL
    SELECT * FROM alerts.no_labour_ability
    UNION ALL
    SELECT * FROM alerts.no_trace
    UNION ALL
    SELECT * FROM alerts.not_in_register
    UNION ALL
    SELECT * FROM alerts.once_only_elsewhere
    UNION ALL
    SELECT * FROM alerts.once_only_repeated
    UNION ALL
    SELECT * FROM alerts.one_person_two_ids
    UNION ALL
    SELECT * FROM alerts.outside_recognition
    UNION ALL
    SELECT * FROM alerts.over_cap
    UNION ALL
    SELECT * FROM alerts.paid_not_due
    UNION ALL
    SELECT * FROM alerts.roster_frozen
    UNION ALL
    SELECT * FROM alerts.same_payment_twice
    UNION ALL
    SELECT * FROM alerts.same_scheme_overlap
    UNION ALL
    SELECT * FROM alerts.shared_account
    UNION ALL
    SELECT * FROM alerts.shared_roster
    UNION ALL
    SELECT * FROM alerts.stacking
    UNION ALL
    SELECT * FROM alerts.status_not_in_force
    UNION ALL
    SELECT * FROM alerts.step_up
    UNION ALL
    SELECT * FROM alerts.successor
    UNION ALL
    SELECT * FROM alerts.two_posts
    UNION ALL
    SELECT * FROM alerts.unpaid_due
    UNION ALL
    SELECT * FROM alerts.wrong_fund
    UNION ALL
    SELECT * FROM alerts.contradicted
)
SELECT e.* FROM every AS e ANTI JOIN run.paused AS p ON p.code = e.code ANTI JOIN alerts.unable AS u ON u.code = e.code
