/*
zh: 多人同一银行账号
en: One bank account for several people
levels: [review]
looks_at: rosters
silent_without: [hrss.rosters]
does_without: [hrss.workshops, hrss.public_posts, hrss.training]
anchor: two_rows
money: none
stories:
  plain: {cases: rows, says: "{span}间，{parts}人不属同一户却使用同一个银行账号，共{rows}条记录，需核实钱是否到本人手里。"}
page:
  looks_for:
    zh: 三人以上、不属同一户的人使用同一银行账号（花名册工资账号和发给个人的补贴）。发给车间的补贴进车间账户，不计。
    en: Three people or more who are not one household with one bank account, for pay on rosters and subsidies to people. What is paid to a workshop goes to its own account and does not count.
  data:
    zh: 车间月度花名册及核实结果。
    en: Monthly rosters with what the verification found.
  false_alarms:
    zh: 合作社或村集体代收代发；亲属分户未登记。
    en: A cooperative or village that collects and hands out; relatives not recorded as one household.
  check:
    zh: 查账户户名和转付记录，问本人是否收到。
    en: Check whose account it is and what was passed on; ask whether the money arrived.
*/
-- Money paid to a workshop goes to the workshop's own account and says nothing about people's.
WITH rows AS (
    SELECT n.row_ref, n.native_key, n.workshop_id, n.county, n.from_month, n.to_month, n.says, f.account, f.who
    FROM alerts.named_rows AS n
    JOIN alerts.odd_forms AS f USING (form)
    WHERE f.has_shared_account AND (n.source = 'hrss.rosters' OR n.is_to_person)
),
several AS (
    SELECT r.account
    FROM rows AS r
    LEFT JOIN link.persons AS p ON p.person = r.who
    GROUP BY r.account
    HAVING count(DISTINCT r.who) >= 3 AND count(DISTINCT coalesce(p.household_id, '人' || text(r.who))) > 1
)
SELECT 'shared_account' AS code, '' AS story, 'review' AS level, r.account AS key, CAST(NULL AS BIGINT) AS person, r.workshop_id,
    CAST(NULL AS VARCHAR) AS other_workshop_id, CAST(NULL AS VARCHAR) AS scheme, r.from_month, r.to_month, r.county, r.row_ref,
    r.native_key, 'row' AS role, r.says, CAST(NULL AS DECIMAL(18, 2)) AS amount, CAST(NULL AS DECIMAL(18, 2)) AS risk,
    CAST(NULL AS VARCHAR) AS payment, CAST(NULL AS VARCHAR) AS office, CAST(r.who AS VARCHAR) AS part, CAST(NULL AS VARCHAR) AS rule,
    CAST(NULL AS VARCHAR) AS note
FROM rows AS r
SEMI JOIN several AS s ON s.account = r.account
