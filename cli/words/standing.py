"""`init`, `doctor` and `reap`."""

WORDS: dict[str, tuple[str, str]] = {
    "help_init": ("make the store, its keys and Dagster's home", "建立存储、密钥与 Dagster 目录"),
    "help_doctor": ("check an installation and say what to do", "检查安装并给出建议"),
    "help_reap": (
        "remove what killed runs left: half-written folders, dead runs, their pool slots",
        "清理被中断运行的残留：半成品目录、失效的运行及其占用",
    ),
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
    "reaped": (
        "{folders} half-written folder(s), {scratch} scratch folder(s), {runs} dead run(s) cleared",
        "已清理半成品 {folders} 个、临时目录 {scratch} 个、失效的运行 {runs} 个",
    ),
}
