"""`init --ask`."""

WORDS: dict[str, tuple[str, str]] = {
    "help_ask": (
        "ask for what an installation needs and write it (without --config's file and in a terminal: by itself)",
        "逐项询问安装所需内容并写好配置（在终端中且没有配置文件时自动询问）",
    ),
    "ask_begin": (
        "An empty answer takes what stands in brackets. Nothing is written before the last question.",
        "直接回车即采用括号中的内容。回答完最后一个问题之前不写任何文件。",
    ),
    "ask_folder": ("folder of the installation", "安装目录"),
    "ask_areas": (
        "area codes that are published for, by commas (2, 4 or 6 digits)",
        "发布范围的区划代码，用逗号分开（2、4 或 6 位）",
    ),
    "ask_delivery": (
        "{name}: how does it come? {ways}",
        "{name}怎样提供？none 没有，files 文件，sql 数据库，gateway 接口；可用：{ways}",
    ),
    "ask_more": (
        "further systems, by commas: {systems}",
        "其他来源，用逗号分开：{systems}",
    ),
    "ask_path": ("folder where its files lie", "文件所在目录"),
    "ask_variable": ("variable that holds {what}", "存放{what}的环境变量名"),
    "ask_address": ("its database's address", "数据库地址"),
    "ask_secret": ("its secret", "接口密钥"),
    "ask_password": ("the mail account's password", "邮箱密码"),
    "ask_robot_address": ("the robot's address", "机器人地址"),
    "ask_value": (
        "{what} (kept in hecha.env, mode 600; empty: written there later)",
        "{what}（写入 hecha.env，权限 600；留空则以后再填）",
    ),
    "ask_mode": (
        "pull all rows, or those of people of interest alone? all or persons",
        "提取全部还是只取关注人员？all 全部，persons 关注人员",
    ),
    "ask_base": ("the gateway's address, https://…", "接口地址，https://…"),
    "ask_key": ("the key that the platform gave", "平台分配的 key"),
    "ask_day": (
        "close the month at the latest on which working day of the next",
        "最迟在次月第几个工作日关账",
    ),
    "ask_backup": ("folder for monthly backups, better on another disk", "每月备份的目录，最好在另一块磁盘"),
    "ask_mail": (
        "mail server, as smtps://account@host (empty: no mail)",
        "邮件服务器，如 smtps://账号@主机（留空则不发邮件）",
    ),
    "ask_from": ("sender of the mails", "发件人"),
    "ask_to": ("who is told, by commas", "收件人，用逗号分开"),
    "ask_robot": (
        "robot: none, wecom, dingtalk or json",
        "机器人：none 没有，wecom 企业微信，dingtalk 钉钉，json",
    ),
    "ask_again": ("not understood: {why}", "不能采用：{why}"),
    "ask_choices": ("one of {choices}", "须为：{choices}"),
    "ask_needed": ("an answer is needed", "须填写"),
    "ask_number": ("a number from {low} to {high}", "须为 {low} 至 {high} 的数"),
    "ask_unquotable": ("no quotation marks, line breaks or backslashes", "不能含引号、换行或反斜杠"),
    "ask_name": ("capital letters, digits and _", "只用大写字母、数字和下划线"),
    "ask_ended": (
        "the answers ended before the last question; nothing was written",
        "回答在最后一个问题之前结束，没有写任何文件",
    ),
    "ask_there": (
        "{path} is there already: change it by hand, or name another folder",
        "{path} 已存在：请直接修改，或另选目录",
    ),
    "ask_next": (
        "next: hecha policy check and hecha doctor, both with --config {config}; then the timer, cron's line or Dagster, one of them",
        "下一步：用 --config {config} 运行 hecha policy check 和 hecha doctor；然后在定时器、cron、Dagster 中启用一种",
    ),
}
