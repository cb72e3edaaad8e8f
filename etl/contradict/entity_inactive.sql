/*
zh: 经营主体已注销或吊销
en: Operator deregistered or revoked
levels: [contradiction]
looks_at: rosters
silent_without: [business_registry.entities]
anchor: first_month
money: workshop
explains: {workshop: 2}
is_certain: true
is_lasting: true
cites: {"": XD-36}
correction: {source: business_registry.entities, column: state}
stories:
  plain: {cases: months, says: "车间经营主体已注销或吊销，其后月份仍报送花名册或申报补贴。"}
page:
  looks_for:
    zh: 花名册或申报月份在经营主体注销或吊销月份之后。一个车间一条，人员列在依据里。
    en: A roster or claim month after the month in which the operator was deregistered or revoked. One alert a workshop; its workers stand in the evidence.
  data:
    zh: 车间月度花名册及核实结果。
    en: Monthly rosters with what the verification found.
  clauses: [XD-36]
  false_alarms:
    zh: 换照续办而台账未更新信用代码；迁出登记机关不算。
    en: Carried on under a new licence and the register keeps the old code. Moving to another registry does not count.
  check:
    zh: 查市场监管登记和实际经营者。
    en: Check the business registry and who really runs it.
*/
-- 经营主体已注销或吊销。 An entity's row, or a claim, of a month after the one in which the operator ended; one finding a workshop.
WITH versions AS (
    SELECT
        upper(uscc) AS uscc, row_ref('business_registry.entities', pull_id, row_number) AS row_ref, state, state_on,
        number_of(coalesce(state_on, known_from)) AS ended,
        holds_from(is_first, known_from) AS first_number,
        holds_to(known_to) AS last_number,
        row_number() OVER (PARTITION BY upper(uscc) ORDER BY known_from DESC, pull_id DESC, row_number DESC) = 1 AS is_newest
    FROM conform.entities
),
gone AS (
    SELECT uscc FROM versions WHERE is_newest AND state IN ('revoked', 'deregistered')
),
ended AS (
    -- The newest version's date reaches back; a firm that is active again was inactive only as long as its versions say.
    SELECT uscc, state, state_on, row_ref, ended AS after_number, CAST(NULL AS BIGINT) AS until_number
    FROM versions
    WHERE is_newest AND state IN ('revoked', 'deregistered')
    UNION ALL
    SELECT v.uscc, v.state, v.state_on, v.row_ref, greatest(v.ended, v.first_number - 1) AS after_number, v.last_number AS until_number
    FROM versions AS v
    ANTI JOIN gone AS g ON g.uscc = v.uscc
    WHERE v.state IN ('revoked', 'deregistered') AND v.first_number <= v.last_number
),
claims AS (
    SELECT b.workshop_id, b.row_ref, m.month, b.from_month, b.to_month, b.amount, b.office
    FROM verify.benefits AS b
    JOIN verify.months AS m
        ON m.number >= coalesce(month_number(b.from_month), m.number) AND m.number <= coalesce(month_number(b.to_month), m.number)
    WHERE b.is_live AND b.workshop_id IS NOT NULL
),
active AS (
    SELECT workshop_id, month FROM verify.rosters
    UNION SELECT workshop_id, month FROM claims
),
found AS (
    SELECT DISTINCT a.workshop_id, a.month, e.row_ref, e.state, e.state_on
    FROM verify.shops AS s
    JOIN ended AS e ON e.uscc = upper(s.uscc)
    JOIN verify.months AS m ON m.month = s.month AND m.number > e.after_number AND m.number <= coalesce(e.until_number, m.number)
    JOIN active AS a ON a.workshop_id = s.workshop_id AND a.month = s.month
)
SELECT
    'entity_inactive' AS code, 'contradiction' AS level, CAST(NULL AS BIGINT) AS person, workshop_id,
    CAST(NULL AS VARCHAR) AS other_workshop_id, CAST(NULL AS VARCHAR) AS scheme, month, row_ref, 'entity' AS role,
    '经营主体' || coalesce(day_zh(state_on), '') || '已' || CASE WHEN state = 'revoked' THEN '吊销' ELSE '注销' END AS says
FROM found
UNION ALL
SELECT
    'entity_inactive' AS code, 'contradiction' AS level, CAST(NULL AS BIGINT) AS person, c.workshop_id,
    CAST(NULL AS VARCHAR) AS other_workshop_id, CAST(NULL AS VARCHAR) AS scheme, c.month, c.row_ref, 'claim' AS role,
    coalesce(period_zh(c.from_month, c.to_month), month_zh(c.month)) || '申报或发放补贴' || yuan(c.amount)
    || coalesce('（' || c.office || '）', '') AS says
FROM claims AS c
SEMI JOIN found AS f ON f.workshop_id = c.workshop_id AND f.month = c.month
