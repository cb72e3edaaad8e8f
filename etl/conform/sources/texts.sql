-- 列中的写法。 A distinct text that stands in columns of a kind; codes by the column's list. Reading costs far more than looking up.
-- Written by `python -m etl.conform.write` from connectors/*/source.yaml.
SELECT DISTINCT 'text' AS kind, '' AS list, coalesce("REGNO", '') AS raw
FROM landed.entities
UNION
SELECT DISTINCT 'code' AS kind, 'business_registry.entities ENTTYPE' AS list, coalesce("ENTTYPE", '') AS raw
FROM landed.entities
UNION
SELECT DISTINCT 'date' AS kind, '' AS list, coalesce("ESTDATE", '') AS raw
FROM landed.entities
UNION
SELECT DISTINCT 'code' AS kind, 'business_registry.entities REGSTATE' AS list, coalesce("REGSTATE", '') AS raw
FROM landed.entities
UNION
SELECT DISTINCT 'date' AS kind, '' AS list, coalesce("STATEDATE", '') AS raw
FROM landed.entities
UNION
SELECT DISTINCT 'decimal' AS kind, '' AS list, coalesce("REGCAP", '') AS raw
FROM landed.entities
UNION
SELECT DISTINCT 'text' AS kind, '' AS list, coalesce("DOM", '') AS raw
FROM landed.entities
UNION
SELECT DISTINCT 'text' AS kind, '' AS list, coalesce("OPSCOPE", '') AS raw
FROM landed.entities
UNION
SELECT DISTINCT 'text' AS kind, '' AS list, coalesce("REGORG", '') AS raw
FROM landed.entities
UNION
SELECT DISTINCT 'time' AS kind, '' AS list, coalesce("UPDATED_AT", '') AS raw
FROM landed.entities
UNION
SELECT DISTINCT 'code' AS kind, 'business_registry.officers POSITION' AS list, coalesce("POSITION", '') AS raw
FROM landed.officers
UNION
SELECT DISTINCT 'decimal' AS kind, '' AS list, coalesce("SHARE", '') AS raw
FROM landed.officers
UNION
SELECT DISTINCT 'time' AS kind, '' AS list, coalesce("UPDATED_AT", '') AS raw
FROM landed.officers
UNION
SELECT DISTINCT 'text' AS kind, '' AS list, coalesce("批次号", '') AS raw
FROM landed.disbursements
UNION
SELECT DISTINCT 'code' AS kind, 'county_finance.disbursements 补贴项目' AS list, coalesce("补贴项目", '') AS raw
FROM landed.disbursements
UNION
SELECT DISTINCT 'code' AS kind, 'county_finance.disbursements 受益对象类型' AS list, coalesce("受益对象类型", '') AS raw
FROM landed.disbursements
UNION
SELECT DISTINCT 'month' AS kind, '' AS list, coalesce("补贴起始月", '') AS raw
FROM landed.disbursements
UNION
SELECT DISTINCT 'month' AS kind, '' AS list, coalesce("补贴截止月", '') AS raw
FROM landed.disbursements
UNION
SELECT DISTINCT 'decimal' AS kind, '' AS list, coalesce("金额", '') AS raw
FROM landed.disbursements
UNION
SELECT DISTINCT 'code' AS kind, 'county_finance.disbursements 资金来源' AS list, coalesce("资金来源", '') AS raw
FROM landed.disbursements
UNION
SELECT DISTINCT 'text' AS kind, '' AS list, coalesce("发放部门", '') AS raw
FROM landed.disbursements
UNION
SELECT DISTINCT 'date' AS kind, '' AS list, coalesce("发放日期", '') AS raw
FROM landed.disbursements
UNION
SELECT DISTINCT 'text' AS kind, '' AS list, coalesce("项目编号", '') AS raw
FROM landed.disbursements
UNION
SELECT DISTINCT 'text' AS kind, '' AS list, coalesce("CJMC", '') AS raw
FROM landed.workshops
UNION
SELECT DISTINCT 'text' AS kind, '' AS list, coalesce("DZ", '') AS raw
FROM landed.workshops
UNION
SELECT DISTINCT 'code' AS kind, 'hrss.workshops CJLX' AS list, coalesce("CJLX", '') AS raw
FROM landed.workshops
UNION
SELECT DISTINCT 'decimal' AS kind, '' AS list, coalesce("MJ", '') AS raw
FROM landed.workshops
UNION
SELECT DISTINCT 'text' AS kind, '' AS list, coalesce("JGXM", '') AS raw
FROM landed.workshops
UNION
SELECT DISTINCT 'text' AS kind, '' AS list, coalesce("SCGM", '') AS raw
FROM landed.workshops
UNION
SELECT DISTINCT 'code' AS kind, 'hrss.workshops CDXZ' AS list, coalesce("CDXZ", '') AS raw
FROM landed.workshops
UNION
SELECT DISTINCT 'flag' AS kind, '' AS list, coalesce("SFJJ", '') AS raw
FROM landed.workshops
UNION
SELECT DISTINCT 'date' AS kind, '' AS list, coalesce("KGRQ", '') AS raw
FROM landed.workshops
UNION
SELECT DISTINCT 'date' AS kind, '' AS list, coalesce("TCRQ", '') AS raw
FROM landed.workshops
UNION
SELECT DISTINCT 'date' AS kind, '' AS list, coalesce("HFRQ", '') AS raw
FROM landed.workshops
UNION
SELECT DISTINCT 'date' AS kind, '' AS list, coalesce("RDRQ", '') AS raw
FROM landed.workshops
UNION
SELECT DISTINCT 'text' AS kind, '' AS list, coalesce("RDJG", '') AS raw
FROM landed.workshops
UNION
SELECT DISTINCT 'text' AS kind, '' AS list, coalesce("ZSBH", '') AS raw
FROM landed.workshops
UNION
SELECT DISTINCT 'code' AS kind, 'hrss.workshops ZT' AS list, coalesce("ZT", '') AS raw
FROM landed.workshops
UNION
SELECT DISTINCT 'date' AS kind, '' AS list, coalesce("ZTRQ", '') AS raw
FROM landed.workshops
UNION
SELECT DISTINCT 'decimal' AS kind, '' AS list, coalesce("TZZE", '') AS raw
FROM landed.workshops
UNION
SELECT DISTINCT 'decimal' AS kind, '' AS list, coalesce("NJYSR", '') AS raw
FROM landed.workshops
UNION
SELECT DISTINCT 'time' AS kind, '' AS list, coalesce("UPDATED_AT", '') AS raw
FROM landed.workshops
UNION
SELECT DISTINCT 'month' AS kind, '' AS list, coalesce("NY", '') AS raw
FROM landed.rosters
UNION
SELECT DISTINCT 'code' AS kind, 'hrss.rosters SBTP' AS list, coalesce("SBTP", '') AS raw
FROM landed.rosters
UNION
SELECT DISTINCT 'code' AS kind, 'hrss.rosters GWLB' AS list, coalesce("GWLB", '') AS raw
FROM landed.rosters
UNION
SELECT DISTINCT 'code' AS kind, 'hrss.rosters HTLX' AS list, coalesce("HTLX", '') AS raw
FROM landed.rosters
UNION
SELECT DISTINCT 'date' AS kind, '' AS list, coalesce("HTQSRQ", '') AS raw
FROM landed.rosters
UNION
SELECT DISTINCT 'date' AS kind, '' AS list, coalesce("HTZZRQ", '') AS raw
FROM landed.rosters
UNION
SELECT DISTINCT 'decimal' AS kind, '' AS list, coalesce("CQTS", '') AS raw
FROM landed.rosters
UNION
SELECT DISTINCT 'decimal' AS kind, '' AS list, coalesce("GZ", '') AS raw
FROM landed.rosters
UNION
SELECT DISTINCT 'date' AS kind, '' AS list, coalesce("FFRQ", '') AS raw
FROM landed.rosters
UNION
SELECT DISTINCT 'decimal' AS kind, '' AS list, coalesce("YWXBF", '') AS raw
FROM landed.rosters
UNION
SELECT DISTINCT 'time' AS kind, '' AS list, coalesce("UPDATED_AT", '') AS raw
FROM landed.rosters
UNION
SELECT DISTINCT 'date' AS kind, '' AS list, coalesce("AAE030", '') AS raw
FROM landed.employment
UNION
SELECT DISTINCT 'date' AS kind, '' AS list, coalesce("AAE031", '') AS raw
FROM landed.employment
UNION
SELECT DISTINCT 'time' AS kind, '' AS list, coalesce("UPDATED_AT", '') AS raw
FROM landed.employment
UNION
SELECT DISTINCT 'code' AS kind, 'hrss.contracts HTLX' AS list, coalesce("HTLX", '') AS raw
FROM landed.contracts
UNION
SELECT DISTINCT 'date' AS kind, '' AS list, coalesce("AAE030", '') AS raw
FROM landed.contracts
UNION
SELECT DISTINCT 'date' AS kind, '' AS list, coalesce("AAE031", '') AS raw
FROM landed.contracts
UNION
SELECT DISTINCT 'date' AS kind, '' AS list, coalesce("JCRQ", '') AS raw
FROM landed.contracts
UNION
SELECT DISTINCT 'time' AS kind, '' AS list, coalesce("UPDATED_AT", '') AS raw
FROM landed.contracts
UNION
SELECT DISTINCT 'text' AS kind, '' AS list, coalesce("GWMC", '') AS raw
FROM landed.public_posts
UNION
SELECT DISTINCT 'date' AS kind, '' AS list, coalesce("AAE030", '') AS raw
FROM landed.public_posts
UNION
SELECT DISTINCT 'date' AS kind, '' AS list, coalesce("AAE031", '') AS raw
FROM landed.public_posts
UNION
SELECT DISTINCT 'code' AS kind, 'hrss.public_posts ZJLY' AS list, coalesce("ZJLY", '') AS raw
FROM landed.public_posts
UNION
SELECT DISTINCT 'decimal' AS kind, '' AS list, coalesce("YBT", '') AS raw
FROM landed.public_posts
UNION
SELECT DISTINCT 'time' AS kind, '' AS list, coalesce("UPDATED_AT", '') AS raw
FROM landed.public_posts
UNION
SELECT DISTINCT 'text' AS kind, '' AS list, coalesce("BCBH", '') AS raw
FROM landed.training
UNION
SELECT DISTINCT 'date' AS kind, '' AS list, coalesce("KSRQ", '') AS raw
FROM landed.training
UNION
SELECT DISTINCT 'date' AS kind, '' AS list, coalesce("JSRQ", '') AS raw
FROM landed.training
UNION
SELECT DISTINCT 'decimal' AS kind, '' AS list, coalesce("PXTS", '') AS raw
FROM landed.training
UNION
SELECT DISTINCT 'time' AS kind, '' AS list, coalesce("UPDATED_AT", '') AS raw
FROM landed.training
UNION
SELECT DISTINCT 'text' AS kind, '' AS list, coalesce("PCBH", '') AS raw
FROM landed.subsidies
UNION
SELECT DISTINCT 'code' AS kind, 'hrss.subsidies BTXM' AS list, coalesce("BTXM", '') AS raw
FROM landed.subsidies
UNION
SELECT DISTINCT 'code' AS kind, 'hrss.subsidies BTDX' AS list, coalesce("BTDX", '') AS raw
FROM landed.subsidies
UNION
SELECT DISTINCT 'month' AS kind, '' AS list, coalesce("QSNY", '') AS raw
FROM landed.subsidies
UNION
SELECT DISTINCT 'month' AS kind, '' AS list, coalesce("ZZNY", '') AS raw
FROM landed.subsidies
UNION
SELECT DISTINCT 'decimal' AS kind, '' AS list, coalesce("JE", '') AS raw
FROM landed.subsidies
UNION
SELECT DISTINCT 'code' AS kind, 'hrss.subsidies ZJLY' AS list, coalesce("ZJLY", '') AS raw
FROM landed.subsidies
UNION
SELECT DISTINCT 'text' AS kind, '' AS list, coalesce("FFBM", '') AS raw
FROM landed.subsidies
UNION
SELECT DISTINCT 'code' AS kind, 'hrss.subsidies ZT' AS list, coalesce("ZT", '') AS raw
FROM landed.subsidies
UNION
SELECT DISTINCT 'date' AS kind, '' AS list, coalesce("FFRQ", '') AS raw
FROM landed.subsidies
UNION
SELECT DISTINCT 'text' AS kind, '' AS list, coalesce("XMBH", '') AS raw
FROM landed.subsidies
UNION
SELECT DISTINCT 'time' AS kind, '' AS list, coalesce("UPDATED_AT", '') AS raw
FROM landed.subsidies
UNION
SELECT DISTINCT 'text' AS kind, '' AS list, coalesce("省", '') AS raw
FROM landed.people
UNION
SELECT DISTINCT 'text' AS kind, '' AS list, coalesce("市", '') AS raw
FROM landed.people
UNION
SELECT DISTINCT 'text' AS kind, '' AS list, coalesce("县", '') AS raw
FROM landed.people
UNION
SELECT DISTINCT 'text' AS kind, '' AS list, coalesce("乡", '') AS raw
FROM landed.people
UNION
SELECT DISTINCT 'text' AS kind, '' AS list, coalesce("村", '') AS raw
FROM landed.people
UNION
SELECT DISTINCT 'text' AS kind, '' AS list, coalesce("户编号", '') AS raw
FROM landed.people
UNION
SELECT DISTINCT 'code' AS kind, 'monitoring.people 证件类型' AS list, coalesce("证件类型", '') AS raw
FROM landed.people
UNION
SELECT DISTINCT 'code' AS kind, 'monitoring.people 性别' AS list, coalesce("性别", '') AS raw
FROM landed.people
UNION
SELECT DISTINCT 'date' AS kind, '' AS list, coalesce("出生日期", '') AS raw
FROM landed.people
UNION
SELECT DISTINCT 'text' AS kind, '' AS list, coalesce("民族", '') AS raw
FROM landed.people
UNION
SELECT DISTINCT 'text' AS kind, '' AS list, coalesce("与户主关系", '') AS raw
FROM landed.people
UNION
SELECT DISTINCT 'code' AS kind, 'monitoring.people 户类型' AS list, coalesce("户类型", '') AS raw
FROM landed.people
UNION
SELECT DISTINCT 'int' AS kind, '' AS list, coalesce("脱贫年度", '') AS raw
FROM landed.people
UNION
SELECT DISTINCT 'code' AS kind, 'monitoring.people 监测对象类别' AS list, coalesce("监测对象类别", '') AS raw
FROM landed.people
UNION
SELECT DISTINCT 'date' AS kind, '' AS list, coalesce("识别监测时间", '') AS raw
FROM landed.people
UNION
SELECT DISTINCT 'flag' AS kind, '' AS list, coalesce("风险是否已消除", '') AS raw
FROM landed.people
UNION
SELECT DISTINCT 'date' AS kind, '' AS list, coalesce("风险消除时间", '') AS raw
FROM landed.people
UNION
SELECT DISTINCT 'flag' AS kind, '' AS list, coalesce("是否易地扶贫搬迁", '') AS raw
FROM landed.people
UNION
SELECT DISTINCT 'text' AS kind, '' AS list, coalesce("健康状况", '') AS raw
FROM landed.people
UNION
SELECT DISTINCT 'code' AS kind, 'monitoring.people 劳动技能' AS list, coalesce("劳动技能", '') AS raw
FROM landed.people
UNION
SELECT DISTINCT 'code' AS kind, 'monitoring.people 在校生状况' AS list, coalesce("在校生状况", '') AS raw
FROM landed.people
UNION
SELECT DISTINCT 'text' AS kind, '' AS list, coalesce("务工企业名称", '') AS raw
FROM landed.people
UNION
SELECT DISTINCT 'int' AS kind, '' AS list, coalesce("务工月数", '') AS raw
FROM landed.people
UNION
SELECT DISTINCT 'code' AS kind, 'monitoring.people 人员状态' AS list, coalesce("人员状态", '') AS raw
FROM landed.people
UNION
SELECT DISTINCT 'date' AS kind, '' AS list, coalesce("状态变更日期", '') AS raw
FROM landed.people
UNION
SELECT DISTINCT 'code' AS kind, 'procedures.events 事项' AS list, coalesce("事项", '') AS raw
FROM landed.events
UNION
SELECT DISTINCT 'date' AS kind, '' AS list, coalesce("日期", '') AS raw
FROM landed.events
UNION
SELECT DISTINCT 'text' AS kind, '' AS list, coalesce("备注", '') AS raw
FROM landed.events
UNION
SELECT DISTINCT 'code' AS kind, 'social_insurance.contributions AAE140' AS list, coalesce("AAE140", '') AS raw
FROM landed.contributions
UNION
SELECT DISTINCT 'month' AS kind, '' AS list, coalesce("AAE003", '') AS raw
FROM landed.contributions
UNION
SELECT DISTINCT 'decimal' AS kind, '' AS list, coalesce("AAE180", '') AS raw
FROM landed.contributions
UNION
SELECT DISTINCT 'decimal' AS kind, '' AS list, coalesce("DWJE", '') AS raw
FROM landed.contributions
UNION
SELECT DISTINCT 'decimal' AS kind, '' AS list, coalesce("GRJE", '') AS raw
FROM landed.contributions
UNION
SELECT DISTINCT 'code' AS kind, 'social_insurance.contributions AAE111' AS list, coalesce("AAE111", '') AS raw
FROM landed.contributions
UNION
SELECT DISTINCT 'date' AS kind, '' AS list, coalesce("DZRQ", '') AS raw
FROM landed.contributions
UNION
SELECT DISTINCT 'time' AS kind, '' AS list, coalesce("UPDATED_AT", '') AS raw
FROM landed.contributions
UNION
SELECT DISTINCT 'code' AS kind, 'social_insurance.pensions DYLX' AS list, coalesce("DYLX", '') AS raw
FROM landed.pensions
UNION
SELECT DISTINCT 'month' AS kind, '' AS list, coalesce("AAE041", '') AS raw
FROM landed.pensions
UNION
SELECT DISTINCT 'month' AS kind, '' AS list, coalesce("AAE042", '') AS raw
FROM landed.pensions
UNION
SELECT DISTINCT 'time' AS kind, '' AS list, coalesce("UPDATED_AT", '') AS raw
FROM landed.pensions
