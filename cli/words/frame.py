"""The frame: headings of help texts, faults of the machine, words that every command uses."""

WORDS: dict[str, tuple[str, str]] = {
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
    "fault_place": (
        "{path}: a file stands where a folder belongs, or the other way round, or the path leads nowhere; name another place",
        "{path}：该处应为目录却是文件（或相反），或路径走不通；请另行指定位置",
    ),
    "fault_no_locks": (
        "{path} lies on a disk that keeps no locks (a network share?): move the store to a local disk",
        "{path} 所在磁盘不支持文件锁（网络共享？）：请把存储目录移到本机磁盘",
    ),
    "fault_table": (
        "a table of the release can't be read: hecha verify says which file is altered; put it back from your copy",
        "发布中的一张表无法读取：请用 hecha verify 查明被改动的文件，并用备份恢复",
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
}
