"""The empty table that editors start from: headings that are recognised, and a row that shows how to fill it in."""

from __future__ import annotations

import csv
from io import StringIO

from showcase.importing.targets import label_of

__all__ = ["EXAMPLES", "template_csv"]

EXAMPLES: dict[str, str] = {
    "code": "NL-2022-0417",
    "title": "Cữ định vị cho máy khoan bàn",
    "summary": "Phôi xê dịch khi khoan; kẹp bằng cữ thép bắt vào bàn máy, phế phẩm còn sáu phần mười.",
    "problem_line": "Phôi xê dịch khi khoan, hỏng vài chục chi tiết mỗi ca",
    "idea_line": "Kẹp phôi bằng cữ thép bắt vào bàn máy",
    "result_line": "−40% phế phẩm",
    "problem": "Trước đây thợ giữ phôi bằng tay, mỗi ca hỏng 30 đến 40 chi tiết.",
    "solution": "Cữ thép chữ L bắt vào bàn máy, căn một lần rồi dùng cho cả lô.",
    "steps": "Cắt cữ: thép 10 ly\nBắt cữ: hai bu lông M8",
    "cost": "1.250.000 đ",
    "results": "Sau ba tháng, phế phẩm còn sáu phần mười.",
    "suits": "Máy khoan bàn có rãnh chữ T",
    "does_not_suit": "Phôi tròn",
    "solution_type": "Kỹ thuật – sản phẩm",
    "field": "An toàn máy",
    "unit": "CĐCS Công ty Cấp nước số 2",
    "sector": "Doanh nghiệp nhà nước",
    "scope": "Cơ sở",
    "tags": "máy khoan; đồ gá; phế phẩm",
    "applied_on": "5/3/2022",
    "benefit_value": "320 triệu",
    "benefit_period": "năm đầu",
    "benefit_method": "Chi tiết hỏng giảm mỗi tháng × giá thành × 12",
    "benefit_evidence": "Hội đồng công nhận",
    "disclosure": "Công bố đầy đủ",
    "authors.1.name": "Nguyễn Văn A",
    "authors.1.job_title": "Thợ nguội bậc 5/7",
    "authors.1.workplace": "Xưởng cơ khí số 2",
    "authors.1.education": "Trung cấp",
    "authors.1.holds_leadership_post": "không",
    "authors.1.share": "60",
    "authors.2.name": "Trần Thị B",
    "authors.2.job_title": "Thợ khoan",
    "authors.2.workplace": "Xưởng cơ khí số 2",
    "authors.2.education": "Sơ cấp, công nhân kỹ thuật",
    "authors.2.holds_leadership_post": "không",
    "authors.2.share": "40",
    "recognitions.1.level": "Cấp cơ sở",
    "recognitions.1.body": "CĐCS Công ty Cấp nước số 2",
    "recognitions.1.decision_number": "125/QĐ-CĐCS",
    "recognitions.1.date": "20/4/2022",
    "awards.1.award_type": "Giấy khen",
    "awards.1.decision_number": "88/QĐ-LĐLĐ",
    "awards.1.date": "1/5/2022",
}
"""What the row of the template holds, by the names of targets; invented throughout."""


def template_csv() -> bytes:
    """The template as CSV with a byte-order mark, as spreadsheet programs take it in."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow([label_of(name) for name in EXAMPLES])
    writer.writerow(EXAMPLES.values())
    return out.getvalue().encode("utf-8-sig")
