"""`backup`, `restore`, `upgrade`, `prune`, `expire`, `rotate-key`, `audit`, `subject` and `forget`."""

WORDS: dict[str, tuple[str, str]] = {
    "help_upgrade": (
        "bring the store up to this version of the program, after a copy of its catalogue",
        "将存储升级到本程序的版本，事先备份目录库",
    ),
    "help_upgrade_check": (
        "only say what would change; 1 where something has to be done",
        "只说明将有哪些变化；需要处理时退出码为 1",
    ),
    "upgrade_done": (
        "the catalogue is of this version; a copy of the earlier one, where there was one, lies in the store's backups/",
        "目录库已是本版本；如有更早的版本，其副本在存储目录的 backups/ 中",
    ),
    "upgrade_schema": ("catalogue's schema", "目录库结构"),
    "upgrade_schema_do": (
        "hecha backup, then hecha upgrade (a newer one than this program's: install that version)",
        "先 hecha backup，再 hecha upgrade（若比本程序新，请安装相应版本）",
    ),
    "upgrade_none": ("none", "无"),
    "upgrade_code": ("code of the newest run", "最近一次运行的代码"),
    "upgrade_code_do": (
        "run the newest month again: a new release id, CHANGELOG.md says what differs",
        "请重新运行最近的月份：将有新的发布编号，差别见 CHANGELOG.md",
    ),
    "upgrade_steps": ("steps of {month} to compute again", "{month} 需重算的步骤"),
    "upgrade_nothing": ("none", "无"),
    "upgrade_tables": ("tables hold {size}", "中间表 {size}"),
    "upgrade_runs": ("runs under way", "运行中的任务"),
    "upgrade_runs_do": ("wait until they have ended", "请等其结束"),
    "help_move": (
        "move the catalogue (or the portal's store) from SQLite to PostgreSQL or back, with nothing lost; stop Dagster and the portal first",
        "把目录库（或门户的库）从 SQLite 移到 PostgreSQL 或移回，不丢任何内容；请先停止 Dagster 和门户",
    ),
    "help_move_to": (
        "the environment variable that holds the database's address, or sqlite",
        "存有数据库地址的环境变量名，或 sqlite",
    ),
    "help_move_portal": ("the portal's store instead of the catalogue", "移动门户的库，而不是目录库"),
    "move_same": ("it lies there already", "它已在该处"),
    "move_not_empty": (
        "that database holds rows already: name an empty one",
        "该数据库中已有内容：请换一个空库",
    ),
    "move_left": ("the SQLite file that was left lies in {path}", "原 SQLite 文件已移到 {path}"),
    "move_done": ("{count} row(s) moved, read again and found equal", "已移动 {count} 行，重新读出核对一致"),
    "move_next": (
        "now write `{setting}` into hecha.yaml; until then every command refuses",
        "现在请在 hecha.yaml 中写上 {setting}；在此之前各命令会拒绝运行",
    ),
    "move_next_sqlite": (
        "now take url_env out of `{setting}` in hecha.yaml; until then every command goes to the old database",
        "现在请去掉 hecha.yaml 中 {setting} 的 url_env；在此之前各命令仍使用原数据库",
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
    "help_rotate_rewrap": (
        "write the same keys anew under the passphrase of HECHA_PASSPHRASE_FILE (or a new one: HECHA_NEW_PASSPHRASE_FILE)",
        "用 HECHA_PASSPHRASE_FILE 的口令（或 HECHA_NEW_PASSPHRASE_FILE 的新口令）重新加密保存现有密钥",
    ),
    "rewrap_no_passphrase": (
        "no passphrase is handed in: name its file in {name}, or use the systemd credential hecha-passphrase",
        "没有提供口令：请在 {name} 中指明口令文件，或使用 systemd 凭据 hecha-passphrase",
    ),
    "rewrapped": ("{count} key file(s) are sealed under the passphrase", "{count} 个密钥文件已用口令加密"),
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
    "help_expire": (
        "say what has been kept for as long as `retention:` says; --apply lets it go",
        "列出已满保存年限（配置项 retention）的内容；加 --apply 删除",
    ),
    "help_expire_out": (
        "the folder of releases, where those are looked at too",
        "发布目录；给出时一并检查发布",
    ),
    "help_expire_apply": (
        "let it go; each thing is noted in the log of acts before",
        "删除；每项事先记入审计日志",
    ),
    "expire_nothing_named": (
        "`retention:` names no years for any kind: everything is kept",
        "配置项 retention 未写明任何年限：全部保留",
    ),
    "expire_would": (
        "{kind}, kept {years} year(s): {count} to let go, {size}",
        "{kind}，保存{years}年：已满期 {count} 项，{size}",
    ),
    "expire_done": (
        "{kind}, kept {years} year(s): {count} let go, {size}",
        "{kind}，保存{years}年：已删除 {count} 项，{size}",
    ),
    "expire_snapshots": ("snapshots", "来源快照"),
    "expire_logs": ("logs of runs", "运行日志"),
    "expire_uploads": ("uploads in the portal", "门户上传"),
    "expire_drafts": ("drafts of policy files", "政策草案"),
    "expire_restricted": ("restricted copies", "受限版发布"),
    "expire_releases": ("releases", "发布"),
    "expire_vouchers": (
        "Releases that money was paid by stand behind accounting vouchers, which are kept {years} years (会计档案管理办法, 附表一): ask the finance office before --apply.",
        "据以发放资金的发布属会计凭证附件，最低保管{years}年（会计档案管理办法附表一）；加 --apply 前请先与财务核对。",
    ),
    "expire_never": (
        "Never let go: the newest snapshot of each table, decisions, the log of acts, what was done in the portal, delivered files.",
        "不删除：各来源表的最新快照、人工结论、审计日志、门户办理记录、已交付的文件。",
    ),
}
