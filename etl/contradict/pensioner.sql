/*
zh: 领取养老待遇人员
en: Drawing a pension
levels: [contradiction, review, inform]
looks_at: rosters
silent_without: [social_insurance.pensions]
anchor: first_month
money: months
explains: {person: 14}
cites: {"": XD-40}
correction: {source: social_insurance.pensions, column: to_month}
stories:
  plain: {cases: months, says: "该人员当月已领取养老待遇，却在车间花名册上或被申报补贴。"}
page:
  looks_for:
    zh: 当月领取职工或机关事业养老待遇：对社会保险补贴的申报为矛盾，对其余在册月份为待核；领取城乡居民养老待遇为提示。
    en: "An employee or public-service pension drawn in the month: contradiction for a claim of social insurance, for review in other roster months; a resident pension for information."
  data:
    zh: 车间月度花名册及核实结果。
    en: Monthly rosters with what the verification found.
  clauses: [XD-40]
  false_alarms:
    zh: 待遇停发未及时登记。
    en: A pension that ended and was not recorded so.
  check:
    zh: 核对待遇领取起止月份；退休后务工本身不违规，但不应享受社会保险补贴。
    en: Check from when to when the pension was drawn. Working after retirement breaks no rule, but no insurance subsidy is due.
*/
-- 领取养老待遇。 A pension, or a claim for social insurance, of a month with a job's pension: against the claim a contradiction, else for review; a resident's informs.
WITH drawn AS (
    SELECT
        p.sure AS person, m.month, p.row_ref, p.kind, p.from_month, p.kind IN ('employee', 'public_service') AS is_job
    FROM verify.pensions AS p
    JOIN verify.months AS m
        ON m.number >= coalesce(p.first_number, m.number) AND m.number <= coalesce(p.until_number, m.number)
    WHERE p.is_newest_sure AND p.kind IS NOT NULL
),
claimed AS (
    SELECT b.sure AS person, b.workshop_id, d.month, b.row_ref AS claim_ref, d.row_ref, d.kind, d.from_month
    FROM verify.benefits AS b
    JOIN drawn AS d
        ON d.person = b.sure
        AND d.month >= coalesce(b.from_month, d.month) AND d.month <= coalesce(b.to_month, d.month)
    WHERE b.is_live AND b.scheme = 'SOCIAL_INSURANCE' AND d.is_job
),
worked AS (
    SELECT r.person, r.workshop_id, d.month, d.row_ref, d.kind, d.from_month, d.is_job
    FROM drawn AS d
    JOIN verify.roster_months AS r ON r.person = d.person AND r.month = d.month
    ANTI JOIN claimed AS c ON c.person = d.person AND c.month = d.month
),
gravest AS (
    SELECT person, workshop_id, month, bool_or(is_job) AS is_job
    FROM worked
    GROUP BY person, workshop_id, month
),
found AS (
    SELECT 'contradiction' AS level, person, workshop_id, 'SOCIAL_INSURANCE' AS scheme, month, row_ref, kind, from_month
    FROM claimed
    UNION ALL
    SELECT
        CASE WHEN w.is_job THEN 'review' ELSE 'inform' END AS level, w.person, w.workshop_id, CAST(NULL AS VARCHAR) AS scheme, w.month,
        w.row_ref, w.kind, w.from_month
    FROM worked AS w
    JOIN gravest AS g
        ON g.person = w.person AND g.workshop_id = w.workshop_id AND g.month = w.month AND g.is_job = w.is_job
)
SELECT
    'pensioner' AS code, level, person, workshop_id, CAST(NULL AS VARCHAR) AS other_workshop_id, scheme, month, row_ref,
    'pension' AS role,
    month_zh(from_month) || '起领取' || CASE WHEN kind = 'resident' THEN '城乡居民养老待遇' ELSE '职工（机关事业）养老待遇' END AS says
FROM found
UNION ALL
SELECT
    'pensioner' AS code, 'contradiction' AS level, person, workshop_id, CAST(NULL AS VARCHAR) AS other_workshop_id,
    'SOCIAL_INSURANCE' AS scheme, month, claim_ref AS row_ref, 'claim' AS role, month_zh(month) || '申报社会保险补贴' AS says
FROM claimed
