-- 发放前核对。 What stands against a planned payment row: a code once, with its level, amount, ground and sentence.
WITH raised AS (
    SELECT p.row_number, e.code, c.level, CAST(coalesce(e.amount, 0) AS DECIMAL(18, 2)) AS amount, c.rule, c.detail, p.county
    FROM alerts.planned_rows AS p
    JOIN alerts.evidence AS e ON e.row_ref = p.row_ref
    JOIN alerts.cases AS c ON c.code = e.code AND c.key = e.key
    JOIN run.alert_codes AS k ON k.code = e.code AND k.is_prechecked
),
-- What somebody answered as nothing does not come again while its evidence stands.
answered AS (
    SELECT code, level, person, workshop_id, other_workshop_id, scheme, month FROM contradict.dismissed WHERE answer = 'not_confirmed'
),
contradictions AS (
    SELECT c.code, c.level, c.person, c.workshop_id, c.month
    FROM contradict.contradictions AS c
    LEFT JOIN answered AS a ON a.code = c.code AND a.level = c.level AND a.month = c.month
        AND text(a.person) = text(c.person) AND text(a.workshop_id) = text(c.workshop_id)
        AND text(a.other_workshop_id) = text(c.other_workshop_id) AND text(a.scheme) = text(c.scheme)
    WHERE c.level <> 'inform' AND a.code IS NULL
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
known AS (
    SELECT row_number, code, level, amount, detail FROM raised
    UNION ALL
    SELECT row_number, code, level, amount, '已知矛盾（' || span_zh(first, last) || '）涉及补贴期，应先核实。' FROM holding
    UNION ALL
    SELECT p.row_number, 'deceased', 'contradiction', p.amount, '信息系统记载此人已于' || day_zh(v.person_state_on) || '死亡。'
    FROM alerts.planned_rows AS p
    JOIN link.persons AS n ON n.person = p.person
    JOIN versions AS v ON v.person_id = n.register_person_id AND v.place = 1
    WHERE p.outcome = 'same' AND v.person_state = '死亡' AND v.person_state_on < first_day(p.from_month)
        AND NOT EXISTS (SELECT 1 FROM answered AS a WHERE a.code = 'deceased' AND a.person = p.person)
    UNION ALL
    SELECT p.row_number, 'entity_inactive', 'contradiction', p.amount, '经营主体已于' || day_zh(f.state_on) || '注销或吊销。'
    FROM alerts.planned_rows AS p
    LEFT JOIN alerts.workshops AS s ON s.workshop_id = p.workshop_id
    JOIN firms AS f ON f.uscc = coalesce(s.uscc, p.uscc) AND f.place = 1
    WHERE f.state IN ('revoked', 'deregistered') AND month_of(f.state_on) < p.from_month
        AND NOT EXISTS (SELECT 1 FROM answered AS a WHERE a.code = 'entity_inactive' AND a.workshop_id = p.workshop_id)
),
told AS (
    SELECT row_number, code, max(level) AS level, CAST(max(amount) AS DECIMAL(18, 2)) AS amount, max(detail) AS detail
    FROM known
    GROUP BY row_number, code
),
grounds AS (
    SELECT row_number, code, max(rule) AS rule, max(county) AS county FROM raised GROUP BY row_number, code
),
-- A clause about other areas' papers is no ground here.
cited AS (
    SELECT g.row_number, g.code, l.rule, l.document, l.clause
    FROM grounds AS g
    JOIN policy.clauses AS l ON l.rule = g.rule
    LEFT JOIN alerts.counties AS c ON c.county = g.county
    ANTI JOIN policy.foreign_clauses AS f ON f.area = c.area AND f.rule = g.rule
),
by_code AS (
    SELECT t.row_number, t.code, k.zh AS name, t.level, t.amount, text(c.rule) AS rule, text(c.document) AS document,
        text(c.clause) AS clause, t.detail
    FROM told AS t
    JOIN run.alert_codes AS k ON k.code = t.code
    LEFT JOIN cited AS c ON c.row_number = t.row_number AND c.code = t.code
),
-- By the rules of the document in force: what is not due, not due yet, and more than is due.
by_rule AS (
    SELECT j.row_number, 'not_due' AS code, '不符合条件' AS name, 'duplicate' AS level, j.amount, j.rule, j.document, j.clause,
        j.says AS detail
    FROM alerts.planned_judged AS j
    WHERE j.outcome = 'not_due'
    UNION ALL
    SELECT j.row_number, 'not_yet', '未到期', 'review', j.amount, j.rule, j.document, j.clause, j.says
    FROM alerts.planned_judged AS j
    WHERE j.outcome = 'pending'
    UNION ALL
    SELECT j.row_number, 'too_much', '超过标准', 'duplicate', least(j.amount, j.taken - j.amount_high), j.rule, j.document, j.clause,
        '连同本行，这一期间已申报和发放' || yuan(j.taken) || '，最高应享' || yuan(j.amount_high) || '，超出'
        || yuan(j.taken - j.amount_high) || '。'
    FROM alerts.planned_judged AS j
    WHERE j.outcome NOT IN ('not_due', 'pending', 'no_basis') AND j.taken > j.amount_high
        -- What is there twice is told of as that.
        AND NOT EXISTS (
            SELECT 1 FROM told AS t
            WHERE t.row_number = j.row_number AND t.level = 'duplicate'
                AND t.code IN ('same_scheme_overlap', 'once_only_repeated', 'over_cap')
        )
),
-- What the row itself says or leaves out.
by_writing AS (
    SELECT p.row_number, 'id_missing' AS code, '缺少证件号码' AS name, '没有可用的证件号码，不能确认发放给谁。' AS detail
    FROM alerts.planned_rows AS p
    WHERE p.form IS NOT NULL AND p.id_normal IS NULL AND coalesce(p.id_fault, 'placeholder') = 'placeholder'
    UNION ALL
    SELECT p.row_number, 'id_faulty', '证件号码有误',
        '证件号码不符合编码规则（' || CASE p.id_fault
            WHEN 'length' THEN '位数' WHEN 'characters' THEN '字符' WHEN 'date' THEN '出生日期' WHEN 'truncated' THEN '不完整'
            ELSE '校验码'
        END || '），请核对证件后更正。'
    FROM alerts.planned_rows AS p
    WHERE p.form IS NOT NULL AND p.id_fault IN ('length', 'characters', 'date', 'check', 'truncated')
    UNION ALL
    SELECT p.row_number, 'id_repaired', '证件号码有误', '证件号码与登记的号码不一致（疑似笔误），请核对证件后更正。'
    FROM alerts.planned_rows AS p
    WHERE p.form IS NOT NULL AND p.tier = 'id_repaired' AND p.id_fault IS NULL
    UNION ALL
    SELECT p.row_number, 'workshop_unknown', '车间不在台账', '车间编号或统一社会信用代码不在认定台账中。'
    FROM alerts.planned_rows AS p
    WHERE p.beneficiary_kind = 'workshop' AND NOT p.is_known_shop
),
every AS (
    SELECT row_number, code, name, level, amount, rule, document, clause, detail FROM by_code
    UNION ALL
    SELECT row_number, code, name, level, amount, rule, document, clause, detail FROM by_rule
    UNION ALL
    SELECT w.row_number, w.code, w.name, 'review', p.amount, '', '', '', w.detail
    FROM by_writing AS w
    JOIN alerts.planned_rows AS p USING (row_number)
    -- The number is told of once.
    WHERE NOT (w.code = 'id_faulty' AND EXISTS (
        SELECT 1 FROM told AS t WHERE t.row_number = w.row_number AND t.code = 'id_invalid'
    ))
)
SELECT row_number, code, name, level, CAST(amount AS DECIMAL(18, 2)) AS amount, text(rule) AS rule, text(document) AS document,
    text(clause) AS clause, name || '：' || detail || '疑点不等于违规，请核实。' AS says
FROM every
