/*
zh: 灵活就业参保与车间同月
en: Insured as flexibly employed while under contract
levels: [contradiction]
looks_at: rosters
silent_without: [social_insurance.contributions]
anchor: first_month
money: months
explains: {person: 17}
cites: {"": XD-09b}
correction: {source: social_insurance.contributions, column: kind}
stories:
  plain: {cases: months, says: "该人员当月以灵活就业身份缴纳养老保险，却与车间订有劳动合同。"}
page:
  looks_for:
    zh: 在册月份协议为劳动合同（备案优先），而当月以灵活就业身份实际缴纳养老保险。
    en: A labour contract for the roster month (the filed one first) while a pension contribution as flexibly employed was really paid for it.
  data:
    zh: 车间月度花名册及核实结果。
    en: Monthly rosters with what the verification found.
  clauses: [XD-09b]
  false_alarms:
    zh: 合同类型填错；劳务协议、承揽合同不报。
    en: Kind of contract written wrongly. Service and contracting agreements raise nothing.
  check:
    zh: 核对备案合同和参保登记。
    en: Check the filed contract and the insurance registration.
*/
-- 签劳动合同却以灵活就业身份参保。 A contribution as a flexible worker for a month in which the agreement with the workshop is a labour contract.
WITH flexible AS (
    SELECT person, workshop_id, word, CAST(bit_or(flexible) AS BIGINT) AS months
    FROM verify.paid
    WHERE flexible <> 0
    GROUP BY person, workshop_id, word
),
contracts_full AS (
    SELECT county, month FROM verify.coverage WHERE source = 'hrss.contracts' AND state = 'full'
),
met AS (
    SELECT p.person, p.workshop_id, r.month, r.word, r.mask, g.filed_kind IS NOT NULL AS is_filed
    FROM flexible AS p
    JOIN verify.roster_months AS r
        ON r.person = p.person AND r.workshop_id = p.workshop_id AND r.word = p.word AND (p.months & r.mask) <> 0
    LEFT JOIN verify.agreements AS g
        ON g.person = p.person AND g.workshop_id = p.workshop_id AND g.word = p.word AND (g.bits & r.mask) <> 0
    LEFT JOIN contracts_full AS f ON f.county = r.county AND f.month = r.month
    WHERE r.is_registered
        AND CASE
            WHEN g.filed_kind IS NOT NULL THEN g.filed_kind = 'labour_contract'
            -- The roster's word counts where no contract is filed, which only full contracts can say.
            ELSE r.is_labour AND f.month IS NOT NULL
        END
)
SELECT
    'flexible_insured' AS code, 'contradiction' AS level, m.person, m.workshop_id, CAST(NULL AS VARCHAR) AS other_workshop_id,
    CAST(NULL AS VARCHAR) AS scheme, m.month,
    row_ref('social_insurance.contributions', c.pull_id, c.row_number) AS row_ref, 'contribution' AS role,
    month_zh(m.month) || '以灵活就业身份缴纳养老保险' || CASE WHEN c.received_on IS NOT NULL THEN '，到账日期' || day_zh(c.received_on) ELSE '' END
    || CASE WHEN m.is_filed THEN '' ELSE '；当月没有备案合同，花名册合同类型为劳动合同' END AS says
FROM met AS m
JOIN verify.contributions AS c ON c.person = m.person AND c.month = m.month
WHERE c.state = 'paid' AND c.kind = 'flexible_pension'
UNION ALL
SELECT DISTINCT
    'flexible_insured' AS code, 'contradiction' AS level, m.person, m.workshop_id, CAST(NULL AS VARCHAR) AS other_workshop_id,
    CAST(NULL AS VARCHAR) AS scheme, m.month, c.row_ref, 'contract' AS role,
    '备案劳动合同，' || day_zh(c.first_on) || '起' || CASE WHEN c.last_on IS NULL THEN '，没有约定终止日期' ELSE '，至' || day_zh(c.last_on) END AS says
FROM met AS m
JOIN verify.filed AS c
    ON c.person = m.person AND c.workshop_id = m.workshop_id AND c.word = m.word AND (c.bits & m.mask) <> 0
WHERE m.is_filed AND c.is_own AND c.kind = 'contract' AND c.state = 'labour_contract'
