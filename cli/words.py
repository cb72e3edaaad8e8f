"""Every text of the command in English and Chinese, in one table; LANG (or LC_ALL, LC_MESSAGES) says which is shown.

Not here: the words for codes of a release; they are the workbook's (`spelt`).
"""

import os

WORDS: dict[str, tuple[str, str]] = {
    # frame
    "hecha": (
        "hecha (核查): a verified ledger of employment-assistance workshops, with duplicate-subsidy alerts.",
        "hecha（核查）：就业帮扶车间核实台账与补贴重复发放疑点。",
    ),
    "epilog": (
        (
            "Exit codes: 0 done; 1 found something; 2 configuration or arguments wrong, nothing done; 3 a source could not "
            "be pulled or a blocking check failed; 4 unexpected, a log file is named; 130 interrupted."
        ),
        "退出码：0 完成；1 有发现；2 配置或参数有误，未做任何事；3 来源提取失败或阻断检查未过；4 意外错误，写明日志文件；130 已中断。",
    ),
    "usage": ("usage: ", "用法："),
    "options": ("options", "选项"),
    "positional": ("arguments", "参数"),
    "commands": ("commands", "命令"),
    "command_metavar": ("COMMAND", "命令"),
    "arguments_wrong": ("arguments wrong", "参数有误"),
    "see_help": ("see {prog} --help", "请看 {prog} --help"),
    "help_help": ("show this help and exit", "显示本帮助后退出"),
    "help_version": ("show version and commit and exit", "显示版本和提交号后退出"),
    "version_no_commit": ("no checkout", "非源码目录"),
    "help_config": ("the configuration (default: hecha.yaml)", "配置文件（默认 hecha.yaml）"),
    "help_store": ("the store's folder, instead of the configured one", "存储目录，优先于配置文件中的设置"),
    "fault_disk_full": (
        "the disk is full {path}: nothing was published. Make room (hecha prune --yes frees old tables) and run again",
        "磁盘已满 {path}，没有发布。请腾出空间（hecha prune --yes 可清理旧的中间表）后重新运行",
    ),
    "fault_read_only": (
        "{path} can't be written: the disk or folder is read-only. Mount it for writing or name another store",
        "{path} 无法写入：磁盘或目录为只读。请改为可写，或另行指定存储目录",
    ),
    "fault_no_right": (
        "no right to open {path}: run hecha as the account that owns the store, or give this one the right",
        "没有权限打开 {path}：请用存储目录所属的账号运行，或为当前账号授权",
    ),
    "fault_files": (
        "too many files are open: raise the limit (ulimit -n 4096) and run again",
        "打开的文件过多：请调高上限（ulimit -n 4096）后重新运行",
    ),
    "fault_memory": (
        "memory ran out: nothing was published. Set memory_limit under engine in hecha.yaml, or give the machine more",
        "内存不足，没有发布。请在 hecha.yaml 的 engine 下设置 memory_limit，或增加内存",
    ),
    "fault_locked": (
        "another program holds the catalogue ({path}): wait until it has ended and run again",
        "目录库（{path}）正被其他程序占用：请等其结束后重新运行",
    ),
    "fault_catalogue": (
        "the catalogue ({path}) is damaged: restore the newest backup with hecha restore --force",
        "目录库（{path}）已损坏：请用最近的备份恢复（hecha restore --force）",
    ),
    "fault_disk": (
        "the disk failed while reading or writing {path}: have it checked, then run again",
        "读写 {path} 时磁盘出错：请检查磁盘后重新运行",
    ),
    "interrupted": ("interrupted", "已中断"),
    "unexpected": ("unexpected error; the details are in {path}", "意外错误，详情见 {path}"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "what_to_do": ("what to do", "处理办法"),
    "bad_month": (
        "{came!r} is not a month; expected YYYYMM as 202406",
        "{came!r} 不是月份，应为六位年月，如 202406",
    ),
    "no_folder": ("{path} is not a folder", "{path} 不是目录"),
    "not_a_folder": ("{path} is there and is not a folder", "{path} 已存在且不是目录"),
    "no_file": ("{path} is not there", "{path} 不存在"),
    "no_variable": (
        "environment variable {name} (key {setting}) is not set",
        "未设置环境变量 {name}（配置项 {setting}）",
    ),
    "key": ("what", "项目"),
    "value": ("value", "内容"),
    # run
    "help_run": (
        "pull the sources, compute a ledger month, publish a release",
        "提取来源数据，计算一个台账月份并发布",
    ),
    "help_from": ("the first of several months, YYYYMM", "连续多个月份的第一个，六位年月"),
    "help_to": ("the last of several months, YYYYMM", "连续多个月份的最后一个，六位年月"),
    "run_which": (
        "give either --month, or --from and --to",
        "请给出 --month，或同时给出 --from 和 --to",
    ),
    "run_backwards": ("--from {first} lies after --to {last}", "--from {first} 晚于 --to {last}"),
    "help_report": (
        "tell Dagster of months that ran without it",
        "把不经 Dagster 运行的月份补记给 Dagster",
    ),
    "reported": ("{count} month(s) reported", "已补记 {count} 个月份"),
    "help_month": ("the ledger month, YYYYMM", "台账月份，六位年月"),
    "help_out": ("where release folders are written", "发布目录"),
    "help_provisional": (
        "allow a month that is not over; every output says so",
        "允许未结束的月份，所有输出均注明为预估",
    ),
    "help_restricted": (
        "also a release with full ID numbers; needs --purpose",
        "另出含完整证件号码的受限版，须写明 --purpose",
    ),
    "help_purpose": ("what the restricted release is for; it is recorded", "受限版的用途，将被记录"),
    "help_public": ("also the release for public notice", "另出公示版"),
    "help_pull_all": (
        "pull every source, also one that says that nothing has changed",
        "全部重新提取，来源自称没有变化的也不例外",
    ),
    "no_purpose": (
        "--restricted needs --purpose with the reason in words",
        "--restricted 须同时用 --purpose 写明用途",
    ),
    "purpose_alone": ("--purpose is for --restricted only", "--purpose 只与 --restricted 同用"),
    "not_over": (
        "month {month} is not over yet; --provisional computes it all the same and marks every output",
        "{month} 尚未结束；如需预估请加 --provisional，所有输出将注明",
    ),
    "is_provisional": ("provisional: the month is not over", "预估：该月尚未结束"),
    # demo and serve
    "help_demo": (
        "write a stand-in world, run two ledger months on it, say where to look",
        "生成一套模拟数据，运行两个台账月份，并说明在哪里查看",
    ),
    "help_demo_folder": ("where the stand-in world goes (default: demo)", "模拟数据的目录（默认 demo）"),
    "help_seed": ("the seed of the stand-in world (default: 1)", "模拟数据的随机种子（默认 1）"),
    "help_size": (
        "village, demo, county, city or province (default: demo)",
        "规模：village、demo、county、city、province（默认 demo）",
    ),
    "demo_world": ("writing a stand-in world to {folder}", "正在生成模拟数据：{folder}"),
    "demo_month": ("ledger month {month}", "台账月份 {month}"),
    "demo_done": ("done in {seconds} s", "完成，用时 {seconds} 秒"),
    "demo_release": ("release:   {path}", "发布目录：{path}"),
    "demo_workbook": ("ledger:    {path}", "台账：    {path}"),
    "demo_alerts": ("alerts:    {path}", "疑点：    {path}"),
    "demo_html": ("summary:   {path}", "摘要：    {path}"),
    "demo_verify": ("check it:  hecha verify {path}", "验证：    hecha verify {path}"),
    "demo_dev": ("the Dagster UI: make dev", "Dagster 界面：make dev"),
    "help_serve": (
        "serve a folder of registry rows as a stand-in gateway on loopback",
        "在本机以登记数据目录模拟登记接口",
    ),
    "help_serve_folder": (
        "holds entities.json and officers.json",
        "含 entities.json 与 officers.json 的目录",
    ),
    "help_port": ("the port on 127.0.0.1", "127.0.0.1 上的端口"),
    "help_sign": ("how requests are signed (default: sha256)", "请求签名方式（默认 sha256）"),
    "no_secret": ("environment variable {name} is not set", "未设置环境变量 {name}"),
    "bad_port": ("port {came} is not between 1 and 65535", "端口 {came} 不在 1 至 65535 之间"),
    "port_taken": ("port {port} can't be used: {why}", "端口 {port} 无法使用：{why}"),
    "serving": ("serving {folder} on http://127.0.0.1:{port}", "正在提供 {folder}：http://127.0.0.1:{port}"),
    # sources
    "help_sources": ("the source systems", "来源系统"),
    "help_sources_check": (
        "try each source and say what to do about each fault",
        "逐个试连来源，说明每个问题的处理办法",
    ),
    "sources_title": ("Sources", "来源"),
    "sources_source": ("source", "来源表"),
    "sources_delivery": ("delivery", "方式"),
    "sources_connects": ("connects", "可连接"),
    "sources_reads": ("may read", "可读取"),
    "sources_columns": ("columns", "列"),
    "sources_rows": ("rows", "行数"),
    "sources_newest": ("newest data", "最新数据"),
    "sources_skew": ("clock", "时钟差"),
    "sources_faults": ("{count} fault(s)", "{count} 个问题"),
    "sources_good": ("every source is fine", "全部来源正常"),
    # decide
    "help_decide": (
        "take people's decisions and facts, or write a workbook with the open cases",
        "录入人工决定与事实，或生成待决事项工作簿",
    ),
    "help_decide_files": ("workbooks (.xlsx) or CSV files", "工作簿（.xlsx）或 CSV 文件"),
    "help_template": (
        "write a workbook with the open cases of the newest release to FILE instead",
        "改为把最近一期发布的待决事项写入 FILE",
    ),
    "help_release": ("take the open cases of this release", "取这一期发布的待决事项"),
    "decide_nothing": (
        "name the files to take, or --template FILE",
        "请给出要录入的文件，或用 --template 生成模板",
    ),
    "decide_in_portal": (
        "a portal is configured: `confirmed` is decided there, by two accounts; nothing was taken",
        "已配置门户：“属实”须在门户由两个账号办理；未录入任何内容",
    ),
    "decide_both": ("files and --template exclude each other", "录入文件与 --template 不能同时使用"),
    "decided": (
        "{read} row(s) read, {new} new, {known} known before",
        "读入 {read} 行，新增 {new} 行，原已录入 {known} 行",
    ),
    "template_written": ("{path}: {count} open case(s)", "{path}：{count} 项待决"),
    "template_no_release": (
        "no release is known yet: the workbook has its headings only",
        "尚无发布：工作簿只有表头",
    ),
    "template_ending": (
        "{path}: a template is a workbook, its name ends in .xlsx",
        "{path}：模板为工作簿，文件名应以 .xlsx 结尾",
    ),
    "template_there": ("{path} is there already", "{path} 已存在"),
    "sheet_notes": ("填写说明", "填写说明"),
    # precheck
    "help_precheck": ("check a list of planned payments before paying", "付款前核查拟发放名单"),
    "list_ending": (
        "{path}: the list is a workbook, its name ends in .xlsx",
        "{path}：名单为工作簿，文件名应以 .xlsx 结尾",
    ),
    "list_empty": ("{path} has no row", "{path} 没有数据行"),
    "nothing_computed": (
        "no ledger month has been computed yet: hecha run first",
        "尚未计算任何台账月份，请先运行 hecha run",
    ),
    "precheck_done": (
        "{path}: {rows} row(s): {passed} in order, {doubt} in doubt, {unable} not to be checked",
        "{path}：共 {rows} 行，通过 {passed} 行，有疑点 {doubt} 行，无法核查 {unable} 行",
    ),
    "help_list": ("the workbook of planned payments, .xlsx", "拟发放名单工作簿，.xlsx"),
    # portal
    "help_portal": (
        "serve the portal: ledger, cases, files in the browser",
        "提供网页门户：台账、疑点、文件",
    ),
    "help_portal_host": (
        "the address to listen on (default: 127.0.0.1); another one only behind a proxy with TLS",
        "监听地址（默认 127.0.0.1）；其他地址须在带 TLS 的代理之后",
    ),
    "help_portal_port": ("the port (default: 8700)", "端口（默认 8700）"),
    "help_portal_demo": (
        "make one demo account a role, or give it a new password, and print the passwords once",
        "每个角色建一个演示账号（已有的换新密码），密码只显示一次",
    ),
    "portal_serving": ("portal: http://{host}:{port}", "门户：http://{host}:{port}"),
    "portal_no_tls": (
        "no TLS: the portal listens on this machine alone (portal.base and portal.behind_proxy put it behind a proxy)",
        "没有 TLS：门户只在本机监听（用 portal.base 和 portal.behind_proxy 置于代理之后）",
    ),
    "portal_loopback": (
        "{host}: without TLS the portal listens on 127.0.0.1 alone; set portal.base to https://… and portal.behind_proxy",
        "{host}：没有 TLS 时门户只在 127.0.0.1 监听；请把 portal.base 设为 https://…，并设 portal.behind_proxy",
    ),
    "help_account": ("the portal's accounts", "门户账号"),
    "help_account_add": ("make an account", "新建账号"),
    "help_account_list": ("list accounts", "列出账号"),
    "help_account_lock": ("lock an account and end its sessions", "锁定账号并结束其会话"),
    "help_account_unlock": ("unlock an account", "解锁账号"),
    "help_account_reset": ("give an account a new password", "重设账号密码"),
    "help_account_set": ("say which counties an account sees (none: all)", "设定账号可见的县（不写：全部）"),
    "help_account_token": ("make a token for the API, shown once", "为接口生成令牌，只显示一次"),
    "help_account_name": ("the account", "账号"),
    "help_password_stdin": ("read the password from standard input", "从标准输入读取密码"),
    "help_totp": ("give it a second factor; its secret is shown once", "启用动态口令，密钥只显示一次"),
    "help_role": (
        "official, lead, releaser, reviewer, second, auditor, sysadmin, secadmin or auditadmin",
        "official 经办、lead 审核负责人、releaser 签发人、reviewer 核查员、second 复核员、auditor 监督、sysadmin、secadmin、auditadmin",
    ),
    "help_county": ("a county's code; may be given several times", "县的区划代码，可写多次"),
    "password_how": (
        "no terminal to ask for the password on: use --password-stdin",
        "没有终端可询问密码：请用 --password-stdin",
    ),
    "password_ask": ("password: ", "密码："),
    "password_again": ("once more: ", "再输一次："),
    "password_differs": ("the two passwords differ", "两次输入的密码不一致"),
    "totp_secret": ("second factor: {secret}", "动态口令密钥：{secret}"),
    "account_done": ("done: {name}", "完成：{name}"),
    "account_role": ("role", "角色"),
    "account_counties": ("counties", "县"),
    "account_locked": ("locked", "已锁定"),
    "account_totp": ("second factor", "动态口令"),
    "account_made": ("made", "建立时间"),
    "account_name": ("account", "账号"),
    # verify
    "help_verify": ("manifest, hashes and signature of a release", "验证发布的清单、摘要与签名"),
    "help_release_folder": ("the release folder", "发布目录"),
    "help_public_key": (
        "the office's public key, in hex or a file that holds it",
        "本单位公钥（十六进制，或存放它的文件）",
    ),
    "bad_key": (
        "--key is not a public key of 32 bytes (SM2: 64) in hex, nor a file with one",
        "--key 不是 32 字节（SM2 为 64 字节）的十六进制公钥，也不是存放公钥的文件",
    ),
    "verify_good": ("unaltered: {path}", "未被改动：{path}"),
    "verify_bad": ("ALTERED: {path}", "已被改动：{path}"),
    # explain
    "help_explain": ("why an alert was raised", "疑点的由来"),
    "help_alert_id": ("the alert's id", "疑点编号"),
    "help_explain_link": ("why a row was linked as it was", "一行数据为何如此匹配"),
    "help_row_ref": ("<system>.<table>:<pull>:<row>", "行引用：<系统>.<表>:<批次>:<行号>"),
    "help_explain_rule": ("why a rule came out as it did", "规则结论的由来"),
    "help_explain_rule_what": (
        "an entitlement id, or a workshop and a clause id",
        "待遇编号，或车间编号与条款编号",
    ),
    "help_timeline": ("a person's months side by side", "一个人逐月的情况"),
    "help_person_key": ("the person's key", "人员键"),
    "help_trace": ("the rows and clauses behind a cell of the ledger", "台账单元格依据的数据行与条款"),
    "help_workshop": ("the workshop's id", "车间编号"),
    "help_column": ("a column of the ledger", "台账的列"),
    "help_config_policy": (
        "the configuration whose policy files apply (default: those that ship, with no days given besides)",
        "取该配置的政策文件（默认：随程序附带的文件，不另给日期）",
    ),
    "help_config_more": (
        "the configuration: what its store knows is shown too (default: the release alone)",
        "给出配置，则同时列出其存储中的依据（默认只看发布）",
    ),
    "not_a_release": ("{path} is not a release folder", "{path} 不是发布目录"),
    "no_table": ("the release has no table {name}", "该发布没有 {name} 表"),
    "no_such": ("{what} is not in the release", "该发布中没有 {what}"),
    "evidence": ("the rows behind it", "依据的数据行"),
    "seq": ("no", "序号"),
    "role": ("role", "作用"),
    "says": ("what it says", "说明"),
    "row_ref": ("row", "行引用"),
    "origin": ("where it stands", "出处"),
    "month": ("month", "月份"),
    "points": ("points", "分值"),
    "ours": ("the row", "本行"),
    "theirs": ("the register", "监测系统"),
    "comparison": ("comparison", "比较"),
    "base_points": ("base", "起点"),
    "rests_on": ("what it rests on", "依据"),
    "same_case": ("other alerts of this case", "同一案件的其他疑点"),
    "person": ("person", "人员"),
    "needs_config": (
        "with --config the candidates and every comparison are shown too",
        "加 --config 可列出候选人与逐项比较",
    ),
    "needs_config_rule": (
        "with --config every condition and the rows behind it are shown too",
        "加 --config 可列出各项条件及其依据的数据行",
    ),
    "not_conformed": (
        "the store no longer holds the forms of this row; only the outcome is shown",
        "存储中已无该行的写法，只显示结论",
    ),
    "silent": ("? source silent", "？来源未覆盖"),
    "more_rows": ("… and {count} more", "…… 另有 {count} 行"),
    "alert_id": ("alert", "疑点编号"),
    "alert_code": ("code", "疑点类别"),
    "alert_level": ("level", "级别"),
    "alert_state": ("state", "状态"),
    "alert_person_key": ("person", "人员键"),
    "alert_workshop_id": ("workshop", "车间"),
    "alert_other_workshop_id": ("other workshop", "另一车间"),
    "alert_scheme": ("scheme", "补贴项目"),
    "alert_amount_at_risk": ("amount at risk", "涉及金额"),
    "alert_priority": ("priority", "优先级"),
    "priority_level": ("level", "级别"),
    "priority_money": ("amount", "涉及金额"),
    "priority_certain": ("plain fact", "事实清楚"),
    "priority_length": ("three months or more", "持续三个月以上"),
    "priority_grew": ("grew", "较上期增加"),
    "alert_first_seen": ("first seen", "首次发现"),
    "alert_person": ("person, masked", "人员"),
    "alert_shop": ("workshop", "车间"),
    "alert_comparison": ("rule of comparison", "比对规则"),
    "alert_grew": ("grew", "新增内容"),
    "alert_cleared": ("cleared because", "消除原因"),
    "link_outcome": ("outcome", "结论"),
    "link_tier": ("tier", "依据层级"),
    "link_score": ("score", "把握程度"),
    "link_reasons": ("reasons", "理由"),
    "link_register_person_id": ("register person", "人编号"),
    "link_person_key": ("person", "人员键"),
    "link_runner_up": ("runner-up", "次选"),
    "form_id_text": ("ID number", "证件号码"),
    "form_name": ("name", "姓名"),
    "form_phone": ("phone", "电话"),
    "form_account": ("account", "账号"),
    "form_county": ("county", "县"),
    "candidate": ("candidate", "候选人"),
    "poverty_exit": ("poverty exit", "脱贫人口"),
    "monitored": ("monitored", "监测对象"),
    "verdict": ("verdict", "核实结论"),
    "for": ("for", "支持"),
    "against": ("against", "矛盾"),
    "missing": ("missing", "缺少来源"),
    "due_scheme": ("scheme", "补贴项目"),
    "due_outcome": ("outcome", "结论"),
    "due_failed": ("conditions not met", "未满足条款"),
    "due_amount_due": ("due", "应发"),
    "due_amount_high": ("at most", "最高应发"),
    "due_claimed": ("claimed", "已申报"),
    "due_paid": ("paid", "已发"),
    "due_over": ("over", "多发"),
    "due_under": ("under", "应享未享"),
    "kind_roster": ("roster", "花名册"),
    "kind_pay": ("pay", "工资"),
    "kind_contribution": ("contribution", "参保缴费"),
    "kind_contract": ("contract", "合同"),
    "kind_registration": ("registration", "就业登记"),
    "kind_post": ("public post", "公益性岗位"),
    "kind_training": ("training", "培训"),
    "kind_pension": ("pension", "养老待遇"),
    "kind_subsidy": ("subsidy", "补贴发放"),
    "kind_claim": ("claim", "补贴申报"),
    # policy
    "help_policy": ("the policy files", "政策文件"),
    "help_policy_check": ("read the policy files and name every fault", "检查政策文件，列出全部错误"),
    "help_policy_show": ("everything in force in an area and month", "某地某月生效的全部条款"),
    "help_policy_diff": ("what differs between two folders of policy files", "两套政策文件的差别"),
    "help_policy_coverage": ("clause, rule, test", "条款、规则、测试对照"),
    "help_policy_procedures": (
        "write an empty workbook for records of procedures and inspections",
        "生成办理记录的空白工作簿",
    ),
    "help_procedures_file": ("the workbook to write, .xlsx", "要生成的工作簿，.xlsx"),
    "procedures_written": (
        "{path}: put it, filled in, into the folder of sources.procedures",
        "{path}：填好后放入 sources.procedures 的目录",
    ),
    "sheet_procedures": ("办理记录", "办理记录"),
    "help_policy_try": (
        "what would change under draft policy files, over months already computed",
        "草案政策对已算月份的影响",
    ),
    "help_policy_folder": (
        "the folder of policy files (default: the configuration's, else the one that ships)",
        "政策文件目录（默认取配置所写，否则为随程序附带的目录）",
    ),
    "help_area": ("area code: 2, 4 or 6 digits", "行政区划代码：2、4 或 6 位"),
    "help_a": ("a folder of policy files", "政策文件目录"),
    "help_tests": (
        "the folder of tests (default: tests beside the program)",
        "测试目录（默认为程序旁的 tests）",
    ),
    "help_with": ("a draft policy file; may stand several times", "草案文件，可多次给出"),
    "help_months": ("the months, A..B", "月份范围，A..B"),
    "bad_area": (
        "{came!r} is not an area code of 2, 4 or 6 digits",
        "{came!r} 不是 2、4 或 6 位的行政区划代码",
    ),
    "bad_months": ("{came!r} is not A..B with two months", "{came!r} 不是形如 A..B 的月份范围"),
    "policy_good": (
        "{documents} documents, {clauses} clauses: no fault",
        "{documents} 个文件，{clauses} 个条款：未发现错误",
    ),
    "policy_faults": ("{count} fault(s)", "{count} 个错误"),
    "policy_no_start": (
        "{id} {number}: no start date in its text; give one under `documents` in hecha.yaml",
        "{id} {number}：文本没有施行日期，请在 hecha.yaml 的 documents 中给出",
    ),
    "policy_needed": ("what the documents take from outside", "文件需要外部给出的内容"),
    "policy_same": ("no difference", "没有差别"),
    "policy_untested": ("{count} computable clause(s) without a test", "{count} 个可计算条款没有测试"),
    "clause": ("clause", "条款"),
    "document": ("document", "文号"),
    "locator": ("place", "位置"),
    "kind": ("kind", "类别"),
    "rule": ("rule", "规则"),
    "tests": ("tests", "测试"),
    "from": ("from", "自"),
    "was": ("was", "原"),
    "now": ("now", "现"),
    "area": ("area", "地区"),
    "name": ("name", "名称"),
    "outcome": ("outcome", "结论"),
    "low": ("low", "低"),
    "high": ("high", "高"),
    "threshold": ("threshold", "标准"),
    "condition": ("condition", "条件"),
    "amount": ("amount", "金额"),
    "state": ("state", "状态"),
    "employer": ("employer", "单位"),
    "help_try_out": ("write every change there, one CSV a part", "把全部变化写入该目录，每部分一个 CSV"),
    "try_month": ("{month} ({place} of {of})", "{month}（第 {place} 个月，共 {of} 个）"),
    "try_untouched": (
        "the drafts change nothing that findings or entitlements are judged by",
        "草案没有改动认定、退出和应享所依据的任何规则",
    ),
    "try_standing": ("findings that change: {count}", "结论变化：{count} 条"),
    "try_workshops": (
        "workshops that begin or cease to meet a clause: {count}",
        "由不符合变为符合、或由符合变为不符合的车间：{count} 条",
    ),
    "try_more": ("{count} more: --out DIR writes all", "另有 {count} 条：加 --out DIR 可全部写出"),
    "try_money": ("entitlements that change: {count}", "待遇变化：{count} 条"),
    "try_gained": ("gained", "新增"),
    "try_lost": ("lost", "减少"),
    "try_other": ("other", "其他变化"),
    "try_total_was": ("whole scheme, was", "该项原应享合计"),
    "try_total_now": ("whole scheme, now", "该项现应享合计"),
    "not_computed": (
        "month {month}: step {step} has no tables of what store, configuration and program hold now; run the month first",
        "{month}：按现有存储、配置和程序，步骤 {step} 尚无结果，请先运行该月",
    ),
    # outcomes
    "help_outcomes": (
        "how often each kind of alert proved true, of those that people checked",
        "各类疑点的核查结果：已核查、属实、追回金额",
    ),
    "help_outcomes_release": (
        "the release whose alerts are counted, with those it followed (default: the newest)",
        "统计哪次发布及其以前各次的疑点（默认最新一次）",
    ),
    "help_outcomes_detail": ("also by county and month first seen", "另按县和首次发现月份列出"),
    "outcomes_no_release": (
        "no release is known yet: hecha run makes the first",
        "尚无发布：请先运行 hecha run",
    ),
    "outcomes_none": (
        "no alert has been answered yet: hecha decide takes the answers",
        "还没有核查结果：用 hecha decide 录入",
    ),
    "outcomes_lost": (
        "{count} answer(s) name alerts that no release here shows; they are not counted",
        "{count} 条核查结果所指的疑点不在各次发布中，未计入",
    ),
    "outcomes_no_floor": (
        "no floor is set (hit_rate in hecha.yaml): no code is proposed to be paused",
        "未设属实比例的下限（hecha.yaml 的 hit_rate），不提出暂停建议",
    ),
    "outcomes_title": ("Outcomes of alerts", "疑点核查结果"),
    "outcomes_detail": ("By county and month first seen", "按县和首次发现月份"),
    "outcomes_code": ("alert", "疑点"),
    "outcomes_county": ("county", "县"),
    "outcomes_month": ("first seen", "首次发现"),
    "outcomes_raised": ("raised", "发现"),
    "outcomes_checked": ("checked", "已核查"),
    "outcomes_confirmed": ("confirmed", "属实"),
    "outcomes_share": ("share", "属实比例"),
    "outcomes_recovered": ("recovered", "追回金额"),
    "outcomes_remark": ("remark", "说明"),
    "outcomes_paused": ("paused by a person: {why}", "已由人工决定暂停：{why}"),
    "outcomes_low": (
        "below the floor: think about pausing it",
        "属实比例低于设定的下限，建议研究是否暂停",
    ),
    # related
    "help_related": (
        "what ties a workshop to others: people, accounts, phones, addresses, operators",
        "车间与其他车间的关联：人员、账号、电话、地址、经营主体",
    ),
    "help_related_other": ("another workshop: what ties the two", "另一车间：只看两者的关联"),
    "help_related_month": (
        "the ledger month (default: the newest that was computed)",
        "台账月份（默认最近计算的一个月）",
    ),
    "help_config_related": (
        "the configuration: shows also how the two workshops of an alert are related",
        "配置文件：同时说明疑点所涉两个车间的关联",
    ),
    "related_title": ("{workshop} {name}: related workshops", "{workshop} {name}：相关车间"),
    "related_none": (
        "nothing ties {what} to another workshop in two steps; what more than {most} workshops share is no tie",
        "两步之内没有发现 {what} 与其他车间的关联；超过 {most} 个车间共有的不算关联",
    ),
    "related_no_such": ("there is no workshop {what}", "没有编号为 {what} 的车间"),
    "related_direct": ("What {one} and {other} both have", "{one} 与 {other} 的共同点"),
    "related_workshop": ("workshop", "车间编号"),
    "related_name": ("name", "车间名称"),
    "related_steps": ("steps", "步数"),
    "related_says": ("how", "关联说明"),
    "related_things": ("how many", "数量"),
    # standing installation
    "help_init": ("make the store, its keys and Dagster's home", "建立存储、密钥与 Dagster 目录"),
    "help_doctor": ("check an installation and say what to do", "检查安装并给出建议"),
    "help_reap": (
        "remove what killed runs left: half-written folders, dead runs, their pool slots",
        "清理被中断运行的残留：半成品目录、失效的运行及其占用",
    ),
    "help_backup": (
        "a consistent copy of the catalogue with people's decisions",
        "目录库（含人工决定）的一致性备份",
    ),
    "help_restore": ("put a backup back into a store", "由备份恢复"),
    "help_prune": (
        "remove old step outputs and the scratch of dead runs",
        "清理旧的步骤输出与失效运行的临时文件",
    ),
    "help_rotate": (
        "seal new work under a new version of the data key; what was sealed before stays readable",
        "更换数据密钥的版本：此后的数据用新版本加密，此前的仍可读取",
    ),
    "rotated": (
        "{path}: {version} is the current version; back the file up again",
        "{path}：现用版本为 {version}，请重新备份该文件",
    ),
    "help_backup_file": ("the backup file", "备份文件"),
    "help_with_keys": (
        "the keys too: whoever has the file can then read everything",
        "连同密钥：持有该文件者可读一切",
    ),
    "help_keys_too": ("the keys of the backup too", "连同备份中的密钥"),
    "help_force": ("replace what is there", "替换已有内容"),
    "help_keep": ("outputs kept for each step and month (default: 2)", "每步每月保留的输出数（默认 2）"),
    "help_yes": ("remove; without it only what would be removed is told", "真正删除；不加则只列出"),
    "init_done": ("store: {path}", "存储：{path}"),
    "init_dagster": ("Dagster's home: {path}", "Dagster 目录：{path}"),
    "init_keys": (
        "keys: {path} (back them up; without them nothing can be read again)",
        "密钥：{path}（请备份，遗失则数据无法再读）",
    ),
    "doctor_title": ("Installation", "安装检查"),
    "doctor_good": ("nothing to do", "无须处理"),
    "doctor_faults": ("{count} thing(s) to look at", "{count} 项需要处理"),
    "doctor_python": ("Python", "Python"),
    "doctor_version": ("version of the code", "代码版本"),
    "doctor_store": ("store", "存储"),
    "doctor_no_store": ("the store is not there: hecha init", "存储不存在：请运行 hecha init"),
    "doctor_space": ("free space", "剩余空间"),
    "doctor_space_low": (
        "less than 5 GB are free: hecha prune, or a larger disk",
        "不足 5 GB：运行 hecha prune 或扩容",
    ),
    "doctor_mode": (
        "{path}: open to other accounts: chmod go-rwx",
        "{path}：其他账号可访问，请 chmod go-rwx",
    ),
    "doctor_keys": ("keys", "密钥"),
    "doctor_no_keys": (
        "no key yet: made by hecha init or the first run",
        "尚无密钥：hecha init 或首次运行时生成",
    ),
    "doctor_catalogue": ("catalogue", "目录库"),
    "doctor_catalogue_bad": ("fails its integrity check: restore a backup", "完整性检查未通过：请由备份恢复"),
    "doctor_dagster": ("Dagster's home", "Dagster 目录"),
    "doctor_no_dagster": ("no dagster.yaml: hecha init", "没有 dagster.yaml：请运行 hecha init"),
    "doctor_left": ("half-written folders", "半成品"),
    "doctor_left_advice": ("left by killed runs: hecha reap", "被中断的运行所留：hecha reap"),
    "doctor_policy": ("policy files", "政策文件"),
    "doctor_policy_bad": ("hecha policy check names the faults", "hecha policy check 会列出错误"),
    "doctor_secrets": ("secrets", "密钥变量"),
    "help_reap_out": ("release folders to sweep too", "同时清理该发布目录中的半成品"),
    "reap_busy": (
        "a run is under way on this store (process {numbers}); nothing was touched",
        "该存储上有运行中的任务（进程 {numbers}），未做任何事",
    ),
    "reaped_run": ("cleared run {run}", "已清理运行 {run}"),
    "doctor_unset": ("environment variable {name} is not set here", "此环境未设置环境变量 {name}"),
    "help_with_snapshots": ("the snapshots too (sealed as they are)", "连同快照（保持加密）"),
    "restore_absent": (
        "{count} pull(s) and step output(s) are not in the backup: they will be pulled and computed again",
        "备份中没有 {count} 个批次或步骤输出，将重新提取和计算",
    ),
    "help_audit": ("the log of acts: who ran what, when and what for", "操作日志：谁、何时、为何执行了什么"),
    "help_audit_verify": (
        "hold the log of acts against its own hashes; name the first act that was changed or taken out",
        "核对操作日志的哈希链，指出第一处被改动或删除的记录",
    ),
    "help_audit_export": (
        "the log of acts as JSON lines, for a log host",
        "以 JSON 行输出操作日志，供日志服务器接收",
    ),
    "help_audit_against": (
        "an earlier export: every act of it must still stand in the log",
        "较早的导出文件：其中每条记录都应仍在日志中",
    ),
    "help_audit_after": ("only acts after this number", "只输出此编号之后的记录"),
    "audit_good": ("{path}: {count} act(s), the chain holds", "{path}：{count} 条记录，链条完整"),
    "audit_broken": (
        (
            "{path}: broken at act {number}: it or what came before it was changed or taken out. Keep the file as it is and "
            "hold it against the log host's copy (hecha audit verify --against FILE)"
        ),
        (
            "{path}：在第 {number} 条处断开：该条或其之前的内容被改动或删除。请保留原文件，"
            "并与日志服务器上的副本核对（hecha audit verify --against 文件）"
        ),
    ),
    "audit_no_export": ("{path} is no export of the log of acts", "{path} 不是操作日志的导出文件"),
    "purpose_number": (
        "the purpose holds what looks like a person's number: say what for, not for whom",
        "用途中含有疑似证件号或电话号码：请写用途，不要写个人信息",
    ),
    "help_take_good": (
        "take the good rows of a file with faults; without it nothing of the file is taken",
        "录入无误的行；不加则整个文件有误即不录入",
    ),
    "help_rotate_signing": (
        "a new version of the key that signs releases, instead of the key that seals",
        "更换发布签名密钥，而不是封存密钥",
    ),
    "rotate_sm2": (
        "keys of SM2 can't be handed over from one to the next: keep the key, or sign with ed25519",
        "SM2 密钥不支持交接签名：请保留原密钥，或改用 ed25519 签名",
    ),
    "rotated_signing": (
        "from the next release on the office's public key is {public}; the old one has signed the handover. Hand it out",
        "下一次发布起，本单位公钥为 {public}，旧密钥已签署交接。请重新公布",
    ),
    "run_warns": ("{count} warning(s), which the manifest holds too:", "{count} 条提示，清单证明中也有："),
    "help_subject": (
        "everything held about one person; the ID number is read from standard input",
        "查询所持有的某一个人的全部信息；证件号码从标准输入读取",
    ),
    "help_forget": (
        "take a person out of snapshots, tables and decisions, and keep them out; the ID number is read from standard input",
        "删除某一个人在快照、中间表和人工决定中的信息，此后提取时不再保留；证件号码从标准输入读取",
    ),
    "help_subject_purpose": (
        "on whose request and what for; goes into the log of acts",
        "依据谁的申请、作何用途，记入操作日志",
    ),
    "help_subject_to": (
        "write the rows themselves into this file (JSON, mode 600)",
        "将具体内容写入此文件（JSON，权限 600）",
    ),
    "help_forget_yes": (
        "do it; without it the command says what would go",
        "执行删除；不加则只说明将删除什么",
    ),
    "subject_ask": ("ID number: ", "证件号码："),
    "subject_no_number": (
        "standard input holds no ID number of 15 or 18 places",
        "标准输入中没有 15 位或 18 位证件号码",
    ),
    "subject_snapshot": (
        "{source} ({zh}), pull {pull}: {rows} row(s)",
        "{source}（{zh}），批次 {pull}：{rows} 行",
    ),
    "subject_release": ("release {release}, {kind}: {rows} row(s)", "发布 {release}，{kind}：{rows} 行"),
    "subject_decisions": ("decisions: {count}", "人工决定：{count} 条"),
    "subject_written": (
        "{path} holds the rows in clear: hand it over and delete it",
        "{path} 含明文个人信息：交付后请删除",
    ),
    "forget_would": (
        "would take out {rows} row(s) of {snapshots} snapshot(s) and {decisions} decision(s); --yes does it",
        "将删除 {snapshots} 个快照中的 {rows} 行和 {decisions} 条人工决定；加 --yes 执行",
    ),
    "forget_done": (
        "taken out: {rows} row(s) of {snapshots} snapshot(s), {decisions} decision(s), all tables between steps",
        "已删除：{snapshots} 个快照中的 {rows} 行、{decisions} 条人工决定、全部中间表",
    ),
    "forget_kept": (
        "stays, since accounting rules keep what was published: release {release}",
        "按会计档案管理规定保留：发布 {release}",
    ),
    "forget_elsewhere": (
        "not reached from here: backups, copies of releases and files that were handed on, the source systems themselves",
        "此命令不涉及：备份、已复制或交付的文件、来源系统本身",
    ),
    "bad_keep": ("--keep must be at least 1", "--keep 至少为 1"),
    "reaped": (
        "{folders} half-written folder(s), {scratch} scratch folder(s), {runs} dead run(s) cleared",
        "已清理半成品 {folders} 个、临时目录 {scratch} 个、失效的运行 {runs} 个",
    ),
    "backup_done": ("{path}: {files} file(s), verified", "{path}：{files} 个文件，已核对"),
    "backup_there": ("{path} is there already", "{path} 已存在"),
    "backup_damaged": (
        "{path} is damaged: nothing was written. Restore an earlier backup: hecha restore --force",
        "{path} 已损坏，没有写出备份。请用较早的备份恢复：hecha restore --force",
    ),
    "backup_bad": ("{path} is not a whole backup: {why}", "{path} 不是完整的备份：{why}"),
    "backup_no_store": ("{path} has no catalogue to back up", "{path} 没有可备份的目录库"),
    "backup_elsewhere": (
        "the catalogue is not in SQLite below the store; back it up with its own database's tools",
        "目录库不在存储目录的 SQLite 中，请用其数据库自带工具备份",
    ),
    "restore_there": (
        "{path} already has a catalogue; --force replaces it",
        "{path} 已有目录库；如要替换请加 --force",
    ),
    "restore_done": (
        "restored to {path}: {files} file(s), verified",
        "已恢复到 {path}：{files} 个文件，已核对",
    ),
    "prune_would": (
        "would remove {count} step output(s), {size}; --yes removes them",
        "可清理 {count} 个步骤输出，{size}；加 --yes 删除",
    ),
    "prune_done": ("removed {count} step output(s), {size}", "已清理 {count} 个步骤输出，{size}"),
}


def is_chinese() -> bool:
    """Whether texts are shown in Chinese."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return value.lower().startswith("zh")
    return False


def language() -> str:
    return "zh" if is_chinese() else "en"


def say(key: str, **values: object) -> str:
    """The text of a key in the reader's language."""
    text = WORDS[key][1 if is_chinese() else 0]
    return text.format(**values) if values else text


def spelt(words: str, code: str | None) -> str:
    """A code of a release, or several joined by a comma: in Chinese by the words of the workbook, in English as it is."""
    if not code or not is_chinese():
        return code or ""
    from etl.publish.layout import layout

    return layout().said(words, code)
