"""What the steps are handed from the policy library."""

import datetime as dt

from assets.steps import leaving_amounts
from etl.rules.library import open_library
from etl.rules.placing import DocumentDates


def test_only_the_aid_for_leaving_the_province_says_that_somebody_left() -> None:
    """Guizhou gives 500 yuan for a move within the province and 1,000 for one out of it."""
    library = open_library(dates={"GZ": DocumentDates(dt.date(2021, 7, 15))})
    assert leaving_amounts(library) == [("52", 202107, "1000.00")]
