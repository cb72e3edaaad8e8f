/*
zh: 事后集中补缴
en: Contributions paid in afterwards
levels: [review]
looks_at: rosters
silent_without: [social_insurance.contributions, hrss.contracts, hrss.employment]
anchor: first_month
money: months
stories:
  plain: {cases: months, says: "其他系统的佐证只有费款所属期三个月以后才到账的社会保险缴费，疑为事后补缴。"}
page:
  looks_for:
    zh: 其他系统的佐证只有费款所属期三个月以后到账的缴费。备案合同、就业登记、缴费当月不齐全的月份不报：别处没有佐证不能由缺数据说出来。
    en: "What other systems say for the work are only contributions received more than three months after theirs. Months without full contracts, registrations or contributions raise nothing: missing data are no silence."
  data:
    zh: 车间月度花名册及核实结果。
    en: Monthly rosters with what the verification found.
  false_alarms:
    zh: 政策性缓缴后补缴。
    en: Paid late under a policy of deferral.
  check:
    zh: 查补缴原因和时间，是否在检查或申报前集中补缴。
    en: Why and when was it paid, before a check or a claim?
*/
-- That nothing else speaks for the month can be said only where the others would have spoken.
WITH met AS (
    SELECT r.person, r.workshop_id, r.month, r.county, r.row_ref
    FROM verify.roster_verdicts AS r
    WHERE r.outcome = 'same' AND contains(',' || r."for" || ',', ',contribution_late,')
        AND NOT contains(',' || r."for" || ',', ',contribution,') AND NOT contains(',' || r."for" || ',', ',contract,')
        AND NOT contains(',' || r."for" || ',', ',registration,') AND NOT contains(',' || r."for" || ',', ',field_check,')
        AND NOT contains(',' || r."for" || ',', ',account,')
        -- Recorded by village staff: evidence where no insurance is expected, weak elsewhere.
        AND NOT (contains(',' || r."for" || ',', ',survey,') AND text(r.shop_kind) IN ('home_based', 'planting_breeding', 'trade'))
        AND NOT contains(',' || r.missing || ',', ',social_insurance.contributions,')
        AND NOT contains(',' || r.missing || ',', ',hrss.contracts,') AND NOT contains(',' || r.missing || ',', ',hrss.employment,')
),
-- What was paid for the person, and when it arrived.
forms AS (
    SELECT l.form, l.who FROM alerts.form_people AS l SEMI JOIN met AS m ON m.person = l.who
),
paid AS (
    SELECT DISTINCT m.person, m.workshop_id, m.month, m.county, row_ref('social_insurance.contributions', c.pull_id, c.row_number) AS row_ref,
        c.kind, coalesce(c.received_on, CAST(c.updated_at AS DATE)) AS received_on
    FROM met AS m
    JOIN forms AS f ON f.who = m.person
    JOIN conform.contributions AS c ON c.form = f.form AND c.month = m.month
    WHERE c.state = 'paid' AND c.kind IN ('pension', 'unemployment', 'medical', 'injury', 'maternity')
)
SELECT 'late_contributions' AS code, '' AS story, 'review' AS level, CAST(NULL AS VARCHAR) AS key, m.person, m.workshop_id,
    CAST(NULL AS VARCHAR) AS other_workshop_id, CAST(NULL AS VARCHAR) AS scheme, m.month AS from_month, m.month AS to_month, m.county,
    m.row_ref, CAST(NULL AS VARCHAR) AS native_key, 'roster' AS role, month_zh(m.month) || '的用工只有事后补缴的社会保险作证' AS says,
    CAST(NULL AS DECIMAL(18, 2)) AS amount, CAST(NULL AS DECIMAL(18, 2)) AS risk, CAST(NULL AS VARCHAR) AS payment,
    CAST(NULL AS VARCHAR) AS office, CAST(NULL AS VARCHAR) AS part, CAST(NULL AS VARCHAR) AS rule, CAST(NULL AS VARCHAR) AS note
FROM met AS m
UNION ALL
SELECT 'late_contributions', '', 'review', NULL, p.person, p.workshop_id, NULL, NULL, p.month, p.month, p.county, p.row_ref, NULL,
    'contribution', month_zh(p.month) || '的' || CASE p.kind WHEN 'pension' THEN '养老' WHEN 'unemployment' THEN '失业' WHEN 'medical' THEN '医疗'
        WHEN 'injury' THEN '工伤' ELSE '生育' END || '保险费，' || CASE WHEN p.received_on IS NULL THEN '没有到账日期' ELSE '到账日期' || day_zh(p.received_on) END,
    NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM paid AS p
