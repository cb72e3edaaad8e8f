/*
zh: 同月在其他单位参保
en: Insured by another employer in the month
levels: [contradiction, review]
looks_at: rosters
silent_without: [social_insurance.contributions]
anchor: first_month
money: months
explains: {person: 13}
correction: {source: social_insurance.contributions, column: uscc}
stories:
  plain: {cases: months, says: "同一人同月由其他单位缴纳职工社会保险，而车间经营主体没有缴纳，实际就业单位存疑。"}
  waiting: {cases: months, says: "{note}"}
page:
  looks_for:
    zh: 当月由另一信用代码的单位实际缴纳职工养老、失业或工伤保险，车间经营主体没有缴纳，且那家单位前后月也缴；只缴一个月，或前后月不全又不连着矛盾月份的，为待核；连着矛盾月份而前后月不全的（如最新一个月），只在文字中写明待下月核对，不另立疑点，也不影响当月核实。分支机构和备案合同写明的派遣单位不算另一单位。居家、种养、贸易类为待核。
    en: "Another unit, by credit code, really paid pension, unemployment or injury contributions for the month, the operator did not, and the other unit paid for the months before and after too; a single month, or an edge month that touches no such run, is for review; an edge month that touches one (the newest, say) is named in its text as waiting for the next month, and contradicts nothing yet. Branches and the dispatch unit of a filed contract are no other unit. Home-based work, planting and breeding, trade: for review."
  data:
    zh: 车间月度花名册及核实结果。
    en: Monthly rosters with what the verification found.
  false_alarms:
    zh: 刚离职单位补缴一个月。
    en: The last employer paid one month more.
  check:
    zh: 看缴费单位的性质和合同，问本人实际在哪里上班。
    en: See what unit paid and by what contract; ask where the person really works.
*/
-- 由其他单位参保。 A contribution of another unit for a month on a roster for which the operator pays nothing; surely so where it paid before and after.
SELECT
    'insured_elsewhere' AS code, CASE WHEN p.is_sure THEN 'contradiction' ELSE 'review' END AS level, p.person, p.workshop_id,
    CAST(NULL AS VARCHAR) AS other_workshop_id, CAST(NULL AS VARCHAR) AS scheme, p.month,
    row_ref('social_insurance.contributions', c.pull_id, c.row_number) AS row_ref, 'contribution' AS role,
    month_zh(p.month) || '由' || coalesce(u.firm, '其他单位') || '缴纳职工社会保险' || CASE WHEN c.received_on IS NOT NULL THEN '，到账日期' || day_zh(c.received_on) ELSE '' END AS says
FROM contradict.insured_months AS p
JOIN verify.contributions AS c ON c.person = p.person AND c.month = p.month
JOIN verify.units AS u ON u.employer = c.employer AND u.number = p.number
WHERE NOT p.is_edge AND c.state = 'paid' AND c.kind IN ('pension', 'unemployment', 'injury')
