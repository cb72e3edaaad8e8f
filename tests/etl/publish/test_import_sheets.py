"""The import sheets have what the region's certificate and ledger have to hold (内蒙古第八条（四）)."""

from etl.publish.importsheets import import_layout


def test_the_regions_sheet_has_every_field_of_the_certificate() -> None:
    _, sheet = import_layout()["sheets"]["自治区（省）信息系统"]
    assert {one.heading for one in sheet.columns} >= {
        "经营主体名称",
        "社会信用代码",
        "法定代表人（负责人）",
        "车间地址",
        "产品类别",
        "证书编号",
        "发证机关",
        "日常监管机关",
        "发证日期",
    }
