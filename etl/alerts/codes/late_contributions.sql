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
SELECT 'late_contributions' AS code, '' AS story, 'review' AS level, CAST(NULL AS VARCHAR) AS key, r.person, r.workshop_id,
    CAST(NULL AS VARCHAR) AS other_workshop_id, CAST(NULL AS VARCHAR) AS scheme, r.month AS from_month, r.month AS to_month, r.county,
    r.row_ref, CAST(NULL AS VARCHAR) AS native_key, 'roster' AS role, month_zh(r.month) || '的用工只有事后补缴的社会保险作证' AS says,
    CAST(NULL AS DECIMAL(18, 2)) AS amount, CAST(NULL AS DECIMAL(18, 2)) AS risk, CAST(NULL AS VARCHAR) AS payment,
    CAST(NULL AS VARCHAR) AS office, CAST(NULL AS VARCHAR) AS part, CAST(NULL AS VARCHAR) AS rule, CAST(NULL AS VARCHAR) AS note
FROM verify.roster_verdicts AS r
WHERE r.outcome = 'same' AND contains(',' || r."for" || ',', ',contribution_late,')
    AND NOT contains(',' || r."for" || ',', ',contribution,') AND NOT contains(',' || r."for" || ',', ',contract,')
    AND NOT contains(',' || r."for" || ',', ',registration,') AND NOT contains(',' || r."for" || ',', ',field_check,')
    AND NOT contains(',' || r."for" || ',', ',account,')
    AND NOT contains(',' || r.missing || ',', ',social_insurance.contributions,')
    AND NOT contains(',' || r.missing || ',', ',hrss.contracts,') AND NOT contains(',' || r.missing || ',', ',hrss.employment,')
