-- 列中的写法。 A distinct text that stands in columns of a kind; codes by the column's list. Reading costs far more than looking up.
-- Written by `python -m etl.conform.write` from connectors/*/source.yaml.
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("项目名称", '') AS raw FROM landed.projects)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("资金来源", '') AS raw FROM landed.projects)
UNION
SELECT 'decimal' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("投资总额", '') AS raw FROM landed.projects)
UNION
SELECT 'decimal' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("财政投入", '') AS raw FROM landed.projects)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("建成日期", '') AS raw FROM landed.projects)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("产权人", '') AS raw FROM landed.projects)
UNION
SELECT 'code' AS kind, 'assets.projects 资产状态' AS list, raw
FROM (SELECT DISTINCT coalesce("资产状态", '') AS raw FROM landed.projects)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("清核完成日期", '') AS raw FROM landed.projects)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("REGNO", '') AS raw FROM landed.entities)
UNION
SELECT 'code' AS kind, 'business_registry.entities ENTTYPE' AS list, raw
FROM (SELECT DISTINCT coalesce("ENTTYPE", '') AS raw FROM landed.entities)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("ESTDATE", '') AS raw FROM landed.entities)
UNION
SELECT 'code' AS kind, 'business_registry.entities REGSTATE' AS list, raw
FROM (SELECT DISTINCT coalesce("REGSTATE", '') AS raw FROM landed.entities)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("STATEDATE", '') AS raw FROM landed.entities)
UNION
SELECT 'decimal' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("REGCAP", '') AS raw FROM landed.entities)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("DOM", '') AS raw FROM landed.entities)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("OPSCOPE", '') AS raw FROM landed.entities)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("REGORG", '') AS raw FROM landed.entities)
UNION
SELECT 'time' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("UPDATED_AT", '') AS raw FROM landed.entities)
UNION
SELECT 'code' AS kind, 'business_registry.officers POSITION' AS list, raw
FROM (SELECT DISTINCT coalesce("POSITION", '') AS raw FROM landed.officers)
UNION
SELECT 'decimal' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("SHARE", '') AS raw FROM landed.officers)
UNION
SELECT 'time' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("UPDATED_AT", '') AS raw FROM landed.officers)
UNION
SELECT 'code' AS kind, 'civil_affairs.assistance 救助类别' AS list, raw
FROM (SELECT DISTINCT coalesce("救助类别", '') AS raw FROM landed.assistance)
UNION
SELECT 'month' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("起始年月", '') AS raw FROM landed.assistance)
UNION
SELECT 'month' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("终止年月", '') AS raw FROM landed.assistance)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("批次号", '') AS raw FROM landed.disbursements)
UNION
SELECT 'code' AS kind, 'county_finance.disbursements 补贴项目' AS list, raw
FROM (SELECT DISTINCT coalesce("补贴项目", '') AS raw FROM landed.disbursements)
UNION
SELECT 'code' AS kind, 'county_finance.disbursements 受益对象类型' AS list, raw
FROM (SELECT DISTINCT coalesce("受益对象类型", '') AS raw FROM landed.disbursements)
UNION
SELECT 'month' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("补贴起始月", '') AS raw FROM landed.disbursements)
UNION
SELECT 'month' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("补贴截止月", '') AS raw FROM landed.disbursements)
UNION
SELECT 'decimal' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("金额", '') AS raw FROM landed.disbursements)
UNION
SELECT 'code' AS kind, 'county_finance.disbursements 资金来源' AS list, raw
FROM (SELECT DISTINCT coalesce("资金来源", '') AS raw FROM landed.disbursements)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("发放部门", '') AS raw FROM landed.disbursements)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("发放日期", '') AS raw FROM landed.disbursements)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("项目编号", '') AS raw FROM landed.disbursements)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("CJMC", '') AS raw FROM landed.workshops)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("DZ", '') AS raw FROM landed.workshops)
UNION
SELECT 'code' AS kind, 'hrss.workshops CJLX' AS list, raw
FROM (SELECT DISTINCT coalesce("CJLX", '') AS raw FROM landed.workshops)
UNION
SELECT 'decimal' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("MJ", '') AS raw FROM landed.workshops)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("JGXM", '') AS raw FROM landed.workshops)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("SCGM", '') AS raw FROM landed.workshops)
UNION
SELECT 'code' AS kind, 'hrss.workshops CDXZ' AS list, raw
FROM (SELECT DISTINCT coalesce("CDXZ", '') AS raw FROM landed.workshops)
UNION
SELECT 'flag' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("SFJJ", '') AS raw FROM landed.workshops)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("KGRQ", '') AS raw FROM landed.workshops)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("TCRQ", '') AS raw FROM landed.workshops)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("HFRQ", '') AS raw FROM landed.workshops)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("RDRQ", '') AS raw FROM landed.workshops)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("RDJG", '') AS raw FROM landed.workshops)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("ZSBH", '') AS raw FROM landed.workshops)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("JGDW", '') AS raw FROM landed.workshops)
UNION
SELECT 'code' AS kind, 'hrss.workshops ZT' AS list, raw
FROM (SELECT DISTINCT coalesce("ZT", '') AS raw FROM landed.workshops)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("ZTRQ", '') AS raw FROM landed.workshops)
UNION
SELECT 'decimal' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("TZZE", '') AS raw FROM landed.workshops)
UNION
SELECT 'decimal' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("NJYSR", '') AS raw FROM landed.workshops)
UNION
SELECT 'time' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("UPDATED_AT", '') AS raw FROM landed.workshops)
UNION
SELECT 'month' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("NY", '') AS raw FROM landed.rosters)
UNION
SELECT 'code' AS kind, 'hrss.rosters SBTP' AS list, raw
FROM (SELECT DISTINCT coalesce("SBTP", '') AS raw FROM landed.rosters)
UNION
SELECT 'code' AS kind, 'hrss.rosters GWLB' AS list, raw
FROM (SELECT DISTINCT coalesce("GWLB", '') AS raw FROM landed.rosters)
UNION
SELECT 'code' AS kind, 'hrss.rosters HTLX' AS list, raw
FROM (SELECT DISTINCT coalesce("HTLX", '') AS raw FROM landed.rosters)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("HTQSRQ", '') AS raw FROM landed.rosters)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("HTZZRQ", '') AS raw FROM landed.rosters)
UNION
SELECT 'decimal' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("CQTS", '') AS raw FROM landed.rosters)
UNION
SELECT 'decimal' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("GZ", '') AS raw FROM landed.rosters)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("FFRQ", '') AS raw FROM landed.rosters)
UNION
SELECT 'decimal' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("YWXBF", '') AS raw FROM landed.rosters)
UNION
SELECT 'time' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("UPDATED_AT", '') AS raw FROM landed.rosters)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("AAE030", '') AS raw FROM landed.employment)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("AAE031", '') AS raw FROM landed.employment)
UNION
SELECT 'time' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("UPDATED_AT", '') AS raw FROM landed.employment)
UNION
SELECT 'code' AS kind, 'hrss.contracts HTLX' AS list, raw
FROM (SELECT DISTINCT coalesce("HTLX", '') AS raw FROM landed.contracts)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("AAE030", '') AS raw FROM landed.contracts)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("AAE031", '') AS raw FROM landed.contracts)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("JCRQ", '') AS raw FROM landed.contracts)
UNION
SELECT 'time' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("UPDATED_AT", '') AS raw FROM landed.contracts)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("GWMC", '') AS raw FROM landed.public_posts)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("AAE030", '') AS raw FROM landed.public_posts)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("AAE031", '') AS raw FROM landed.public_posts)
UNION
SELECT 'code' AS kind, 'hrss.public_posts ZJLY' AS list, raw
FROM (SELECT DISTINCT coalesce("ZJLY", '') AS raw FROM landed.public_posts)
UNION
SELECT 'decimal' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("YBT", '') AS raw FROM landed.public_posts)
UNION
SELECT 'time' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("UPDATED_AT", '') AS raw FROM landed.public_posts)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("BCBH", '') AS raw FROM landed.training)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("KSRQ", '') AS raw FROM landed.training)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("JSRQ", '') AS raw FROM landed.training)
UNION
SELECT 'decimal' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("PXTS", '') AS raw FROM landed.training)
UNION
SELECT 'time' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("UPDATED_AT", '') AS raw FROM landed.training)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("PCBH", '') AS raw FROM landed.subsidies)
UNION
SELECT 'code' AS kind, 'hrss.subsidies BTXM' AS list, raw
FROM (SELECT DISTINCT coalesce("BTXM", '') AS raw FROM landed.subsidies)
UNION
SELECT 'code' AS kind, 'hrss.subsidies BTDX' AS list, raw
FROM (SELECT DISTINCT coalesce("BTDX", '') AS raw FROM landed.subsidies)
UNION
SELECT 'month' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("QSNY", '') AS raw FROM landed.subsidies)
UNION
SELECT 'month' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("ZZNY", '') AS raw FROM landed.subsidies)
UNION
SELECT 'decimal' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("JE", '') AS raw FROM landed.subsidies)
UNION
SELECT 'code' AS kind, 'hrss.subsidies ZJLY' AS list, raw
FROM (SELECT DISTINCT coalesce("ZJLY", '') AS raw FROM landed.subsidies)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("FFBM", '') AS raw FROM landed.subsidies)
UNION
SELECT 'code' AS kind, 'hrss.subsidies ZT' AS list, raw
FROM (SELECT DISTINCT coalesce("ZT", '') AS raw FROM landed.subsidies)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("FFRQ", '') AS raw FROM landed.subsidies)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("XMBH", '') AS raw FROM landed.subsidies)
UNION
SELECT 'time' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("UPDATED_AT", '') AS raw FROM landed.subsidies)
UNION
SELECT 'code' AS kind, 'industry_lists.entities 名录类别' AS list, raw
FROM (SELECT DISTINCT coalesce("名录类别", '') AS raw FROM landed.listed_entities)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("发布部门", '') AS raw FROM landed.listed_entities)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("入库日期", '') AS raw FROM landed.listed_entities)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("有效期至", '') AS raw FROM landed.listed_entities)
UNION
SELECT 'code' AS kind, 'labour_inspection.cases AJLX' AS list, raw
FROM (SELECT DISTINCT coalesce("AJLX", '') AS raw FROM landed.cases)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("LARQ", '') AS raw FROM landed.cases)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("JARQ", '') AS raw FROM landed.cases)
UNION
SELECT 'code' AS kind, 'labour_inspection.cases JG' AS list, raw
FROM (SELECT DISTINCT coalesce("JG", '') AS raw FROM landed.cases)
UNION
SELECT 'month' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("QSNY", '') AS raw FROM landed.cases)
UNION
SELECT 'month' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("ZZNY", '') AS raw FROM landed.cases)
UNION
SELECT 'int' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("SJRS", '') AS raw FROM landed.cases)
UNION
SELECT 'decimal' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("SJJE", '') AS raw FROM landed.cases)
UNION
SELECT 'time' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("UPDATED_AT", '') AS raw FROM landed.cases)
UNION
SELECT 'int' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("ND", '') AS raw FROM landed.ratings)
UNION
SELECT 'code' AS kind, 'labour_inspection.ratings DJ' AS list, raw
FROM (SELECT DISTINCT coalesce("DJ", '') AS raw FROM landed.ratings)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("HMDQSRQ", '') AS raw FROM landed.ratings)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("HMDZZRQ", '') AS raw FROM landed.ratings)
UNION
SELECT 'time' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("UPDATED_AT", '') AS raw FROM landed.ratings)
UNION
SELECT 'code' AS kind, 'loans.contracts 贷款种类' AS list, raw
FROM (SELECT DISTINCT coalesce("贷款种类", '') AS raw FROM landed.loan_contracts)
UNION
SELECT 'decimal' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("贷款金额", '') AS raw FROM landed.loan_contracts)
UNION
SELECT 'decimal' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("年利率", '') AS raw FROM landed.loan_contracts)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("起始日期", '') AS raw FROM landed.loan_contracts)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("到期日期", '') AS raw FROM landed.loan_contracts)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("结清日期", '') AS raw FROM landed.loan_contracts)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("经办银行", '') AS raw FROM landed.loan_contracts)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("省", '') AS raw FROM landed.people)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("市", '') AS raw FROM landed.people)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("县", '') AS raw FROM landed.people)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("乡", '') AS raw FROM landed.people)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("村", '') AS raw FROM landed.people)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("户编号", '') AS raw FROM landed.people)
UNION
SELECT 'code' AS kind, 'monitoring.people 证件类型' AS list, raw
FROM (SELECT DISTINCT coalesce("证件类型", '') AS raw FROM landed.people)
UNION
SELECT 'code' AS kind, 'monitoring.people 性别' AS list, raw
FROM (SELECT DISTINCT coalesce("性别", '') AS raw FROM landed.people)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("出生日期", '') AS raw FROM landed.people)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("民族", '') AS raw FROM landed.people)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("与户主关系", '') AS raw FROM landed.people)
UNION
SELECT 'code' AS kind, 'monitoring.people 户类型' AS list, raw
FROM (SELECT DISTINCT coalesce("户类型", '') AS raw FROM landed.people)
UNION
SELECT 'int' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("脱贫年度", '') AS raw FROM landed.people)
UNION
SELECT 'code' AS kind, 'monitoring.people 监测对象类别' AS list, raw
FROM (SELECT DISTINCT coalesce("监测对象类别", '') AS raw FROM landed.people)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("识别监测时间", '') AS raw FROM landed.people)
UNION
SELECT 'flag' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("风险是否已消除", '') AS raw FROM landed.people)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("风险消除时间", '') AS raw FROM landed.people)
UNION
SELECT 'flag' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("是否易地扶贫搬迁", '') AS raw FROM landed.people)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("健康状况", '') AS raw FROM landed.people)
UNION
SELECT 'code' AS kind, 'monitoring.people 劳动技能' AS list, raw
FROM (SELECT DISTINCT coalesce("劳动技能", '') AS raw FROM landed.people)
UNION
SELECT 'code' AS kind, 'monitoring.people 在校生状况' AS list, raw
FROM (SELECT DISTINCT coalesce("在校生状况", '') AS raw FROM landed.people)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("务工企业名称", '') AS raw FROM landed.people)
UNION
SELECT 'int' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("务工月数", '') AS raw FROM landed.people)
UNION
SELECT 'code' AS kind, 'monitoring.people 人员状态' AS list, raw
FROM (SELECT DISTINCT coalesce("人员状态", '') AS raw FROM landed.people)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("状态变更日期", '') AS raw FROM landed.people)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("就业渠道", '') AS raw FROM landed.spells)
UNION
SELECT 'decimal' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("务工月收入", '') AS raw FROM landed.spells)
UNION
SELECT 'month' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("开始时间", '') AS raw FROM landed.spells)
UNION
SELECT 'month' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("结束时间", '') AS raw FROM landed.spells)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("更新日期", '') AS raw FROM landed.spells)
UNION
SELECT 'code' AS kind, 'procedures.events 事项' AS list, raw
FROM (SELECT DISTINCT coalesce("事项", '') AS raw FROM landed.events)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("日期", '') AS raw FROM landed.events)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("备注", '') AS raw FROM landed.events)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("搬迁户编号", '') AS raw FROM landed.residents)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("安置点名称", '') AS raw FROM landed.residents)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("搬迁入住日期", '') AS raw FROM landed.residents)
UNION
SELECT 'code' AS kind, 'resettlement.residents 就业状态' AS list, raw
FROM (SELECT DISTINCT coalesce("就业状态", '') AS raw FROM landed.residents)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("就业单位", '') AS raw FROM landed.residents)
UNION
SELECT 'code' AS kind, 'resettlement.residents 人员状态' AS list, raw
FROM (SELECT DISTINCT coalesce("人员状态", '') AS raw FROM landed.residents)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("状态变更日期", '') AS raw FROM landed.residents)
UNION
SELECT 'code' AS kind, 'social_insurance.contributions AAE140' AS list, raw
FROM (SELECT DISTINCT coalesce("AAE140", '') AS raw FROM landed.contributions)
UNION
SELECT 'month' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("AAE003", '') AS raw FROM landed.contributions)
UNION
SELECT 'decimal' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("AAE180", '') AS raw FROM landed.contributions)
UNION
SELECT 'decimal' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("DWJE", '') AS raw FROM landed.contributions)
UNION
SELECT 'decimal' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("GRJE", '') AS raw FROM landed.contributions)
UNION
SELECT 'code' AS kind, 'social_insurance.contributions AAE111' AS list, raw
FROM (SELECT DISTINCT coalesce("AAE111", '') AS raw FROM landed.contributions)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("DZRQ", '') AS raw FROM landed.contributions)
UNION
SELECT 'time' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("UPDATED_AT", '') AS raw FROM landed.contributions)
UNION
SELECT 'code' AS kind, 'social_insurance.pensions DYLX' AS list, raw
FROM (SELECT DISTINCT coalesce("DYLX", '') AS raw FROM landed.pensions)
UNION
SELECT 'month' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("AAE041", '') AS raw FROM landed.pensions)
UNION
SELECT 'month' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("AAE042", '') AS raw FROM landed.pensions)
UNION
SELECT 'time' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("UPDATED_AT", '') AS raw FROM landed.pensions)
UNION
SELECT 'code' AS kind, 'unemployment.benefits DYLX' AS list, raw
FROM (SELECT DISTINCT coalesce("DYLX", '') AS raw FROM landed.benefits)
UNION
SELECT 'month' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("AAE041", '') AS raw FROM landed.benefits)
UNION
SELECT 'month' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("AAE042", '') AS raw FROM landed.benefits)
UNION
SELECT 'decimal' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("JE", '') AS raw FROM landed.benefits)
UNION
SELECT 'code' AS kind, 'unemployment.benefits ZT' AS list, raw
FROM (SELECT DISTINCT coalesce("ZT", '') AS raw FROM landed.benefits)
UNION
SELECT 'time' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("UPDATED_AT", '') AS raw FROM landed.benefits)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("AAE030", '') AS raw FROM landed.registrations)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("AAE031", '') AS raw FROM landed.registrations)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("KNLX", '') AS raw FROM landed.registrations)
UNION
SELECT 'time' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("UPDATED_AT", '') AS raw FROM landed.registrations)
UNION
SELECT 'text' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("岗位名称", '') AS raw FROM landed.posts)
UNION
SELECT 'int' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("人数", '') AS raw FROM landed.posts)
UNION
SELECT 'decimal' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("月薪下限", '') AS raw FROM landed.posts)
UNION
SELECT 'decimal' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("月薪上限", '') AS raw FROM landed.posts)
UNION
SELECT 'int' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("年龄上限", '') AS raw FROM landed.posts)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("发布日期", '') AS raw FROM landed.posts)
UNION
SELECT 'date' AS kind, '' AS list, raw
FROM (SELECT DISTINCT coalesce("有效期至", '') AS raw FROM landed.posts)
