-- 发放前核对。 What stands against a planned payment row: a code once, with its level, amount and sentence.
WITH raised AS (
    SELECT
        CAST(split_part(e.row_ref, ':', 3) AS BIGINT) AS row_number, e.code, c.level,
        CAST(coalesce(e.amount, 0) AS DECIMAL(18, 2)) AS amount, c.detail
    FROM alerts.evidence AS e
    JOIN alerts.cases AS c ON c.code = e.code AND c.key = e.key
    JOIN run.alert_codes AS k ON k.code = e.code AND k.is_prechecked
    WHERE e.row_ref LIKE 'planned.payments:%'
),
contradictions AS (
    SELECT code, level, person, workshop_id, month FROM contradict.contradictions WHERE level <> 'inform'
),
-- Of the person at the workshop, or of its operator.
contradicted AS (
    SELECT p.row_number, c.code, c.level, c.month, p.amount, p.from_month, p.to_month
    FROM alerts.planned_rows AS p
    JOIN contradictions AS c ON c.person = p.person AND c.workshop_id = p.workshop_id
    WHERE p.outcome = 'same'
    UNION ALL
    SELECT p.row_number, c.code, c.level, c.month, p.amount, p.from_month, p.to_month
    FROM alerts.planned_rows AS p
    JOIN contradictions AS c ON c.workshop_id = p.workshop_id AND c.person IS NULL
),
-- What is so once stays so: known of an earlier month, it speaks against a planned row of a later one.
holding AS (
    SELECT d.row_number, d.code, d.level, max(d.amount) AS amount, min(d.month) AS first, max(d.month) AS last
    FROM contradicted AS d
    JOIN run.alert_codes AS k ON k.code = d.code
    WHERE d.month BETWEEN d.from_month AND d.to_month OR (k.is_lasting AND d.month < d.from_month)
    GROUP BY d.row_number, d.code, d.level
),
versions AS (
    SELECT
        p.person_id, p.person_state, p.person_state_on,
        row_number() OVER (PARTITION BY p.person_id ORDER BY p.known_from DESC, p.pull_id DESC, p.row_number DESC) AS place
    FROM conform.people AS p
    CROSS JOIN run.month AS m
    WHERE p.is_first OR p.known_from <= m.last_day
),
firms AS (
    SELECT
        e.uscc, e.state, e.state_on,
        row_number() OVER (PARTITION BY e.uscc ORDER BY e.known_from DESC, e.pull_id DESC, e.row_number DESC) AS place
    FROM conform.entities AS e
    CROSS JOIN run.month AS m
    WHERE e.is_first OR e.known_from <= m.last_day
),
every AS (
    SELECT row_number, code, level, amount, detail FROM raised
    UNION ALL
    SELECT row_number, code, level, amount, '已知矛盾（' || span_zh(first, last) || '）涉及补贴期，应先核实。' FROM holding
    UNION ALL
    SELECT p.row_number, 'deceased', 'contradiction', p.amount, '信息系统记载此人已于' || text(v.person_state_on) || '死亡。'
    FROM alerts.planned_rows AS p
    JOIN link.persons AS n ON n.person = p.person
    JOIN versions AS v ON v.person_id = n.register_person_id AND v.place = 1
    WHERE p.outcome = 'same' AND v.person_state = '死亡' AND v.person_state_on < first_day(p.from_month)
    UNION ALL
    SELECT p.row_number, 'entity_inactive', 'contradiction', p.amount, '经营主体已于' || text(f.state_on) || '注销或吊销。'
    FROM alerts.planned_rows AS p
    JOIN firms AS f ON f.uscc = p.firm AND f.place = 1
    WHERE f.state IN ('revoked', 'deregistered') AND month_of(f.state_on) < p.from_month
    UNION ALL
    SELECT p.row_number, 'paid_not_due', 'duplicate', p.amount, '按条款核对不符合条件：' || e.says
    FROM alerts.planned_rows AS p
    JOIN rules.entitlements AS e
        ON e.scheme = p.scheme AND e.person = p.person AND e.workshop_id = p.workshop_id AND e.outcome = 'not_due'
    WHERE p.outcome = 'same' AND p.from_month BETWEEN e.from_month AND e.to_month
),
told AS (
    SELECT row_number, code, max(level) AS level, CAST(max(amount) AS DECIMAL(18, 2)) AS amount, max(detail) AS detail
    FROM every
    GROUP BY row_number, code
)
SELECT t.row_number, t.code, t.level, t.amount, k.zh || '：' || t.detail || '疑点不等于违规，请核实。' AS says
FROM told AS t
JOIN run.alert_codes AS k ON k.code = t.code
