"""What a message says, in Chinese and English. Counts, months and sentences of the program; nothing of a row."""

from dataclasses import dataclass

TEXTS: dict[str, tuple[str, str]] = {
    "done": ("核查 {month}：台账已发布", "hecha {month}: the ledger is published"),
    "provisional": (
        "核查 {month}：临时台账已发布（当月未结束）",
        "hecha {month}: a provisional ledger is published",
    ),
    "failed": ("核查 {month}：没有发布", "hecha {month}: nothing was published"),
    "recovered": ("核查 {month}：已恢复", "hecha {month}: it works again"),
    "backup": ("核查 {month}：备份未写成", "hecha {month}: the backup was not written"),
    "backup_advice": (
        "怎么办：检查 backup 所写的目录和磁盘，再运行 hecha backup。台账已照常发布。",
        "what to do: look at the folder of `backup:` and its disk, then hecha backup. The ledger is published all the same.",
    ),
    "overdue": (
        "核查 {month}：已到最迟关账日，仍有来源未交数",
        "hecha {month}: the last day has come, and sources have not delivered",
    ),
    "overdue_missing": ("未交数的来源：{systems}", "not delivered: {systems}"),
    "overdue_advice": (
        "已按现有数据关账；数据说明中写明缺哪些来源。补交后再运行一次，即生成新的一版。",
        "The month is closed with what is there, and says what is missing. Once they deliver, run it again: a new revision.",
    ),
    "disk": ("核查：磁盘空间不足", "hecha: the disk is nearly full"),
    "release": ("发布编号：{release_id}", "release: {release_id}"),
    "workshops": ("车间：{count}个", "workshops: {count}"),
    "alerts": (
        "疑点：{count}条（上期{before}条）。疑点不等于违规，请核实。",
        "suspicions: {count} ({before} before), to be checked by people",
    ),
    "alerts_first": (
        "疑点：{count}条。疑点不等于违规，请核实。",
        "suspicions: {count}, to be checked by people",
    ),
    "warnings": (
        "数据说明：{count}条，见发布目录的 summary.html",
        "warnings: {count}, see summary.html of the release",
    ),
    "why": ("原因：{says}", "why: {says}"),
    "stands": (
        "上一期发布仍然有效，什么都没有改动。",
        "The last release stays in force; nothing was changed.",
    ),
    "advice_2": (
        "怎么办：按上面写的文件、行和键改正配置，再运行一次。",
        "what to do: correct the file, line and key named above, and run again.",
    ),
    "advice_3": (
        "怎么办：运行 hecha sources check，按提示处理，再运行一次。",
        "what to do: hecha sources check says what to do; then run again.",
    ),
    "advice_4": (
        "怎么办：把 store 下 logs 里最新的日志交给工程人员。",
        "what to do: hand the newest file in the store's logs to an engineer.",
    ),
    "was": ("此前告知的问题已解决：{says}", "what was told before is over: {says}"),
    "disk_left": (
        "存放目录所在磁盘剩余{free}GB，低于{least}GB。",
        "{free} GB are free where the store lies, less than {least} GB.",
    ),
    "inspections_quarter": ("核查：本季度的检查开始了", "hecha: this quarter's inspections begin"),
    "inspections_half_year": ("核查：本半年的核实开始了", "hecha: this half-year's inspections begin"),
    "inspections_sheet": ("检查核实表：{path}", "sheet for inspections: {path}"),
    "inspections_advice": (
        "怎么办：按检查核实表逐个车间核实，填好后用 hecha decide 录入；办理记录按期导出到 procedures 的目录。",
        "what to do: inspect by the sheet, hand it in with hecha decide, and export the records of procedures into their folder.",
    ),
    "ending": ("核查：证书或密码将到期", "hecha: a certificate or password is about to end"),
    "renewed": ("核查：证书或密码已更换", "hecha: a certificate or password was renewed"),
    "ending_certificate": (
        "{of} 的证书到期日：{day}，还有{days}天。",
        "the certificate of {of} ends on {day}, {days} days from now",
    ),
    "ending_password": (
        "来源 {of} 的数据库账号密码到期日：{day}，还有{days}天。",
        "the password of the database account of {of} ends on {day}, {days} days from now",
    ),
    "ending_advice": (
        "怎么办：门户的证书由本单位更换，接口的证书通知平台；密码请数据库管理员更换，再写入 hecha.env。到期后提取会失败，门户会打不开。",
        "what to do: renew the portal's certificate, tell the platform of the gateway's, have the password renewed and write it into hecha.env.",
    ),
    "disk_advice": (
        "怎么办：运行 hecha prune，或换更大的磁盘。",
        "what to do: hecha prune, or a larger disk.",
    ),
}


@dataclass(frozen=True)
class Message:
    """What is sent: its kind, the ledger month (0: none), a line for the subject, and the lines below."""

    event: str
    month: int
    title: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def say(language: str, key: str, **values: object) -> str:
    return TEXTS[key][0 if language == "zh" else 1].format(**values)
