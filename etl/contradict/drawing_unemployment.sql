/*
zh: 领取失业保险金与车间同月
en: Drawing unemployment benefit and on the roster in one month
levels: [contradiction, review, inform]
looks_at: rosters
silent_without: [unemployment.benefits]
anchor: first_month
money: months
explains: {person: 19}
cites: {"": XD-41}
correction: {source: unemployment.benefits, column: to_month}
stories:
  plain: {cases: months, says: "该人员当月领取失业保险待遇，又在车间花名册上领取工资，需核实待遇是否应当停发、用工是否属实。"}
page:
  looks_for:
    zh: 领取失业保险金的月份同时在花名册上有工资：连续两个月以上且经营主体名下没有缴费、合同、就业登记的为矛盾；有佐证的、佐证来源不全的、只有一个月的、领取失业补助金的为待核（用工属实的转待遇经办机构）；一次性生活补助为提示。停发前的月份算领取，已追回的不算。
    en: "Months of unemployment insurance that are months on a roster with pay: two or more in a row without a contribution, contract or registration at the operator contradict; with one of these, where one of their sources is not full, of a single month, and of unemployment aid: for review (where the work is real it is a matter of the benefit's office); a lump sum: for information. Months before a stop count, recovered money doesn't."
  data:
    zh: 车间月度花名册、失业保险待遇发放。
    en: Monthly rosters and payments of unemployment benefits.
  clauses: [XD-41]
  false_alarms:
    zh: 上岗当月待遇尚未停发；停发登记滞后。
    en: The month in which the job began; a stop that was recorded late.
  check:
    zh: 核对待遇停发月份、上岗日期和工资流水；用工属实的，转失业保险经办机构处理。
    en: Check the month of the stop, the first day at work and proof of pay; where the work is real, tell the benefit's office.
*/
-- 领取失业保险待遇的月份在车间。 A run of benefits that meets months on a roster with pay; two months in a row without a trace of the work contradict.
WITH paid AS (
    SELECT r.same AS person, r.workshop_id, r.county, r.month, r.number, r.word, r.mask
    FROM verify.rosters AS r
    WHERE r.same IS NOT NULL AND r.pay > 0 AND r.number IS NOT NULL
    GROUP BY r.same, r.workshop_id, r.county, r.month, r.number, r.word, r.mask
),
-- Where one of these is not full, nobody knows whether a trace is missing.
heard AS (
    SELECT county, month
    FROM verify.coverage
    WHERE state = 'full' AND source IN ('hrss.contracts', 'hrss.employment', 'social_insurance.contributions')
    GROUP BY county, month
    HAVING count(DISTINCT source) = 3
),
drawn AS (
    SELECT
        w.same AS person, b.kind, row_ref('unemployment.benefits', b.pull_id, b.row_number) AS row_ref, b.from_month, b.to_month,
        month_number(b.from_month) AS first_number, month_number(b.to_month) AS last_number
    FROM conform.benefits AS b
    JOIN verify.who AS w ON w.form = b.form
    WHERE w.same IS NOT NULL AND b.state IN ('drawn', 'stopped')
),
met AS (
    SELECT
        p.person, p.workshop_id, p.month, p.number, d.kind, d.row_ref, d.from_month, d.to_month,
        coalesce(((e.contribution | e.contribution_late | e.contract | e.registration) & p.mask) <> 0, false) AS has_trace,
        h.month IS NOT NULL AS is_heard
    FROM drawn AS d
    JOIN paid AS p ON p.person = d.person AND p.number >= d.first_number AND p.number <= d.last_number
    LEFT JOIN verify.evidence AS e ON e.person = p.person AND e.workshop_id = p.workshop_id AND e.word = p.word
    LEFT JOIN heard AS h ON h.county = p.county AND h.month = p.month
),
bare AS (
    SELECT DISTINCT person, workshop_id, number FROM met WHERE kind = 'insurance' AND is_heard AND NOT has_trace
),
around AS (
    SELECT
        person, workshop_id, number,
        lag(number) OVER (PARTITION BY person, workshop_id ORDER BY number) AS before,
        lead(number) OVER (PARTITION BY person, workshop_id ORDER BY number) AS after
    FROM bare
),
in_a_row AS (
    SELECT person, workshop_id, number
    FROM around
    WHERE coalesce(before = number - 1, false) OR coalesce(after = number + 1, false)
),
weighed AS (
    SELECT
        m.person, m.workshop_id, m.month, m.kind, m.row_ref, m.from_month, m.to_month, m.has_trace,
        CASE
            WHEN m.kind = 'insurance' AND s.person IS NOT NULL THEN 3
            WHEN m.kind IN ('insurance', 'aid') THEN 2
            ELSE 1
        END AS weight
    FROM met AS m
    LEFT JOIN in_a_row AS s ON s.person = m.person AND s.workshop_id = m.workshop_id AND s.number = m.number
),
gravest AS (
    SELECT person, workshop_id, month, max(weight) AS weight FROM weighed GROUP BY person, workshop_id, month
)
SELECT
    'drawing_unemployment' AS code,
    CASE f.weight WHEN 3 THEN 'contradiction' WHEN 2 THEN 'review' ELSE 'inform' END AS level,
    f.person, f.workshop_id, CAST(NULL AS VARCHAR) AS other_workshop_id, CAST(NULL AS VARCHAR) AS scheme, f.month, f.row_ref,
    'benefit' AS role,
    span_zh(f.from_month, f.to_month) || '领取'
    || CASE f.kind WHEN 'insurance' THEN '失业保险金' WHEN 'aid' THEN '失业补助金' ELSE '一次性生活补助' END
    || CASE WHEN f.has_trace AND f.kind = 'insurance' THEN '，而经营主体名下有用工佐证，请转待遇经办机构' ELSE '' END AS says
FROM weighed AS f
JOIN gravest AS g
    ON g.person = f.person AND g.workshop_id = f.workshop_id AND g.month = f.month AND g.weight = f.weight
UNION ALL
-- What speaks for the work, for the office that pays the benefit.
SELECT DISTINCT
    'drawing_unemployment' AS code, 'review' AS level, f.person, f.workshop_id, CAST(NULL AS VARCHAR) AS other_workshop_id,
    CAST(NULL AS VARCHAR) AS scheme, f.month, t.row_ref, t.kind AS role,
    CASE t.kind WHEN 'contract' THEN '经营主体的备案合同，' ELSE '经营主体的就业登记，' END || day_zh(t.first_on) || '起'
    || CASE WHEN t.last_on IS NULL THEN '' ELSE '，至' || day_zh(t.last_on) END AS says
FROM weighed AS f
JOIN gravest AS g
    ON g.person = f.person AND g.workshop_id = f.workshop_id AND g.month = f.month AND g.weight = 2
JOIN verify.months AS m ON m.month = f.month
JOIN verify.filed AS t
    ON t.person = f.person AND t.workshop_id = f.workshop_id AND t.word = m.word AND t.is_own AND (t.bits & m.mask) <> 0
WHERE f.weight = 2 AND f.kind = 'insurance' AND f.has_trace
