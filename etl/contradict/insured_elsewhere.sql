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
page:
  looks_for:
    zh: 当月由另一信用代码的单位实际缴纳职工养老、失业或工伤保险，车间经营主体没有缴纳，且那家单位前后月也缴；只有一个月或在首尾的为待核。分支机构和备案合同写明的派遣单位不算另一单位。居家、种养、贸易类为待核。
    en: "Another unit, by credit code, really paid pension, unemployment or injury contributions for the month, the operator did not, and the other unit paid for the months before and after too; a single month, or one at the edge, is for review. Branches and the dispatch unit of a filed contract are no other unit. Home-based work, planting and breeding, trade: for review."
  data:
    zh: 车间月度花名册及核实结果。
    en: Monthly rosters with what the verification found.
  false_alarms:
    zh: 刚离职单位补缴一个月；最新一个月没有后一月可看，因此总是待核。
    en: The last employer paid one month more. Of the newest month nobody knows the next, so it is always for review.
  check:
    zh: 看缴费单位的性质和合同，问本人实际在哪里上班。
    en: See what unit paid and by what contract; ask where the person really works.
*/
-- 由其他单位参保。 A contribution of another unit for a month on a roster for which the operator pays nothing; surely so where it paid before and after.
WITH at_operator AS (
    SELECT person, workshop_id, word, CAST(bit_or(employee) AS BIGINT) AS paid
    FROM verify.paid
    WHERE is_own
    GROUP BY person, workshop_id, word
),
heard AS (
    -- The operator's silence must be heard.
    SELECT m.word, CAST(bit_or(m.mask) AS BIGINT) AS full_months
    FROM verify.coverage AS c
    JOIN verify.months AS m ON m.month = c.month
    WHERE c.source = 'social_insurance.contributions' AND c.state = 'full'
    GROUP BY m.word
),
sent AS (
    -- An agency with which the person has a filed contract is no other employer.
    SELECT person, workshop_id, word, number, CAST(bit_or(bits) AS BIGINT) AS months
    FROM verify.filed
    WHERE kind = 'contract' AND is_agency
    GROUP BY person, workshop_id, word, number
),
agencies AS (
    SELECT DISTINCT number FROM verify.units WHERE is_agency
),
payers AS (
    SELECT
        p.person, p.workshop_id, p.word, p.number, p.around, a.number IS NOT NULL AS is_agency,
        p.job & h.full_months & (-1 - (coalesce(o.paid, 0) | coalesce(s.months, 0))) AS months
    FROM verify.paid AS p
    JOIN heard AS h ON h.word = p.word
    LEFT JOIN at_operator AS o ON o.person = p.person AND o.workshop_id = p.workshop_id AND o.word = p.word
    LEFT JOIN sent AS s
        ON s.person = p.person AND s.workshop_id = p.workshop_id AND s.word = p.word AND s.number = p.number
    LEFT JOIN agencies AS a ON a.number = p.number
    -- Without a code behind it a name is not surely another employer's.
    WHERE NOT p.is_own AND p.job <> 0 AND p.number >= 0
),
contracts_full AS (
    SELECT county, month FROM verify.coverage WHERE source = 'hrss.contracts' AND state = 'full'
),
met AS (
    SELECT
        p.person, p.workshop_id, m.month, p.number,
        (p.around & m.mask) <> 0
        AND NOT coalesce(s.kind IN ('home_based', 'planting_breeding', 'trade'), false) AS is_sure
    FROM payers AS p
    JOIN verify.months AS m ON m.word = p.word AND (p.months & m.mask) <> 0
    JOIN verify.roster_months AS r ON r.person = p.person AND r.workshop_id = p.workshop_id AND r.month = m.month
    JOIN verify.shops AS s ON s.workshop_id = p.workshop_id AND s.month = m.month
    LEFT JOIN contracts_full AS f ON f.county = r.county AND f.month = m.month
    -- Where contracts are not full, nobody can say that an agency's contract was not filed.
    WHERE s.uscc IS NOT NULL AND (NOT p.is_agency OR f.month IS NOT NULL)
),
months AS (
    SELECT person, workshop_id, month, CASE WHEN bool_or(is_sure) THEN 'contradiction' ELSE 'review' END AS level
    FROM met
    GROUP BY person, workshop_id, month
)
SELECT
    'insured_elsewhere' AS code, m.level, m.person, m.workshop_id, CAST(NULL AS VARCHAR) AS other_workshop_id,
    CAST(NULL AS VARCHAR) AS scheme, m.month,
    row_ref('social_insurance.contributions', c.pull_id, c.row_number) AS row_ref, 'contribution' AS role,
    month_zh(m.month) || '由' || coalesce(u.firm, '其他单位') || '缴纳职工社会保险' AS says
FROM met AS p
JOIN months AS m ON m.person = p.person AND m.workshop_id = p.workshop_id AND m.month = p.month
JOIN verify.contributions AS c ON c.person = p.person AND c.month = p.month
JOIN verify.units AS u ON u.employer = c.employer AND u.number = p.number
WHERE c.state = 'paid' AND c.kind IN ('pension', 'unemployment', 'injury')
