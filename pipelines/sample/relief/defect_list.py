"""The defects of each feed, as data: rules, how many rows, and what stands in them.

Here: the list. Not here: how it is applied and counted (pipelines/sample/breaking.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pipelines.sample.defect import Defect, Feed
from pipelines.sample.relief.weeks import WEEKS
from pipelines.sample.writers import Cell, Row

_NOWHERE = "4999"
_GIVEN: Row = {"Status": "Given"}
_NONE: Row = {"Status": "None left"}
_MET: Row = {"Status": "met"}
_UNMET: Row = {"Status": "unmet"}
_CAME: Row = {"Came": "Yes"}
# A count that is moved or taken out of its series leaves a gap: the count after it no longer follows.
_GAP = "stock_adds_up"


def _count(week: int, *rules: str, article: str = "FB-DRY", **cells: Cell) -> Defect:
    """One Monday of one article of the food bank; "_" in a name is a blank."""
    named = {name.replace("_", " "): value for name, value in cells.items()}
    return Defect(rules, 1, named, {"Article": article, "Monday": WEEKS[week]})


def _agency(row: int, *rules: str, **cells: Cell) -> Defect:
    """One line of the food bank's list of agencies."""
    return Defect(rules, 1, dict(cells), {"AgencyRef": f"LV{row:04d}"})


DEFECTS: Mapping[Feed, tuple[Defect, ...]] = {
    ("little_bundles", "requests"): (
        Defect(("request_date.required",), 2, {"Asked": None}),
        Defect(("request_date.type",), 2, {"Asked": "last week"}),
        Defect(("quantity_requested.required",), 2, {"Packs asked": None}),
        Defect(("quantity_requested.type",), 2, {"Packs asked": "a few"}),
        Defect(("quantity_requested.range",), 2, {"Packs asked": 0}, _NONE),
        Defect(("quantity_delivered.type",), 2, {"Packs given": "some"}, _GIVEN),
        Defect(("quantity_delivered.range", "met_in_full"), 1, {"Packs given": -1}, _GIVEN),
        Defect(("delivered_on.type", "met_is_dated"), 2, {"Given": "soon"}, _GIVEN),
        Defect(("status.required",), 2, {"Status": None}, _NONE),
        Defect(("status.allowed",), 2, {"Status": "Lost"}, _NONE),
        Defect(("household_size.type",), 2, {"People": "many"}),
        Defect(("household_size.range",), 1, {"People": 31}),
        Defect(("channel.allowed",), 2, {"Came by": "Letter"}),
        Defect(("area.allowed",), 3, {"Tract": int(_NOWHERE)}),
        Defect(("birth_date_readable", "person_identified"), 2, {"Parent born": "ask"}),
    ),
    ("elder_line", "orders"): (
        Defect(("person_identified",), 3, {"Client": None}),
        Defect(("request_not_in_future",), 2, {"Ordered": "09/15/2027"}, _UNMET),
        Defect(("request_in_memory",), 2, {"Ordered": "04/15/1920"}, _UNMET),
        Defect(("delivered_not_before_request",), 3, {"Brought": "01/05/2020"}, _MET),
        Defect(("delivery_not_in_future",), 2, {"Brought": "10/05/2027"}, _MET),
        Defect(("partly_met_is_counted",), 2, {"Bags brought": None}, {"Status": "partly met"}),
        Defect(("undelivered_has_no_delivery",), 3, {"Status": "unmet"}, _MET),
        Defect(("met_in_full",), 2, {"Bags brought": 0}, _MET),
        Defect(("delivered_within_requested",), 2, {"Bags brought": 9}, _MET),
        Defect(("one_row_per_request",), 4, how="repeat"),
    ),
    ("new_roots", "requests"): (
        Defect(("sub_program.required", "item_category.required"), 2, {"Cosa": None}),
        Defect(("sub_program.allowed", "item_category.allowed"), 2, {"Cosa": "Libros"}),
    ),
    ("new_roots", "members"): (Defect(("race_ethnicity.allowed",), 2, {"Origen": "prefiere no decir"}),),
    ("north_side_pantry", "families"): (
        Defect(("start_date.required",), 2, {"Since": None}),
        Defect(("end_not_before_start",), 2, {"Until": "2019-12-31"}),
        Defect(("gender.allowed",), 2, {"Gender": "?"}),
        Defect(("one_row_per_stay",), 2, how="repeat"),
    ),
    ("north_side_pantry", "visits"): (
        Defect(("service_date.required",), 2, {"Day": None}),
        Defect(("service_date.type",), 2, {"Day": "Easter"}),
        Defect(("service_not_in_future",), 2, {"Day": "2027-05-04"}),
        Defect(("service_in_memory",), 1, {"Day": "1920-05-04"}),
        Defect(("household_size.type",), 2, {"People at home": "family"}),
        Defect(("household_size.range",), 1, {"People at home": 42}),
        Defect(("area.allowed",), 3, {"Tract": _NOWHERE}),
        Defect(("person_identified",), 3, {"Birth date": None}),
        Defect(("one_row_per_service",), 4, how="repeat"),
    ),
    ("public_library", "pickups"): (
        Defect(("hours_or_item",), 2, {"TAKEN": None}),
        Defect(("item_category.allowed",), 2, {"TAKEN": "Umbrella"}),
        Defect(("item_is_counted",), 2, {"PIECES": None}),
        Defect(("quantity.type", "item_is_counted"), 1, {"PIECES": "handful"}),
        Defect(("quantity.range",), 1, {"PIECES": 0}),
    ),
    ("saint_orla_kitchen", "cooks"): (
        Defect(("shift_date.required",), 2, {"Evening": None}),
        Defect(("shift_date.type",), 1, {"Evening": "Whitsun"}),
        Defect(("shift_not_in_future",), 2, {"Evening": date(2027, 5, 4)}),
        Defect(("shift_in_memory",), 1, {"Evening": date(1920, 5, 4)}),
        Defect(("role.required",), 2, {"Did": None}),
        Defect(("role.allowed",), 2, {"Did": "sang"}),
        Defect(("hours_offered.type",), 1, {"Signed up for": "all night"}),
        Defect(("hours_offered.range",), 1, {"Signed up for": 30}),
        Defect(("hours_given.type", "attended_has_hours"), 1, {"Stayed": "long"}, _CAME),
        Defect(("hours_given.range", "long_shift"), 1, {"Stayed": 26}, _CAME),
        Defect(("long_shift",), 2, {"Stayed": 13}, _CAME),
        Defect(("attended.required",), 2, {"Came": None}),
        Defect(("attended.type",), 2, {"Came": "perhaps"}),
        Defect(("attended_has_hours",), 2, {"Stayed": None}, _CAME),
        Defect(("absent_has_no_hours",), 2, {"Came": "No"}, _CAME),
        Defect(("birth_date_readable", "person_identified"), 2, {"Birthday": "see the list"}),
        Defect(("one_row_per_shift",), 3, how="repeat"),
    ),
    ("hillside_neighbours", "helpers"): (Defect(("area.allowed",), 2, {"Tract": _NOWHERE}),),
    ("volunteer_centre", "shifts"): (
        Defect(("sub_program.required",), 1, {"program": None}),
        Defect(("sub_program.allowed",), 2, {"program": "choir"}),
    ),
    ("volunteer_centre", "needs"): (
        Defect(("sub_program.required",), 1, {"Program": None}),
        Defect(("sub_program.allowed",), 1, {"Program": "Choir"}),
        Defect(("area.allowed",), 2, {"Tract": _NOWHERE}),
        Defect(("capacity_date.required",), 1, {"Week": None}, {"Tract": "4101"}),
        Defect(("capacity_date.type",), 1, {"Week": "week 14"}, {"Tract": "4105"}),
        Defect(("capacity_not_in_future", "capacity_looked_at"), 1, {"Week": "20270906"}),
        Defect(("capacity_in_memory",), 1, {"Week": "19200906"}),
        Defect(("needed.required",), 1, {"Shifts needed": None}),
        Defect(("needed.type",), 1, {"Shifts needed": "many"}),
        Defect(("needed.range",), 1, {"Shifts needed": -2}),
        Defect(("offered.required",), 1, {"Shifts posted": None}),
        Defect(("offered.type",), 1, {"Shifts posted": "all"}),
        Defect(("offered.range", "filled_within_offered"), 1, {"Shifts posted": -1}),
        Defect(("filled.required",), 1, {"Shifts worked": None}),
        Defect(("filled.type",), 1, {"Shifts worked": "most"}),
        Defect(("filled.range",), 1, {"Shifts worked": -3}),
        Defect(("filled_within_offered",), 2, {"Shifts worked": 99}),
        Defect(("hours_needed.type",), 1, {"Hours needed": "lots"}),
        Defect(("hours_needed.range",), 1, {"Hours needed": -6}),
        Defect(("hours_given.type",), 1, {"Hours worked": "lots"}),
        Defect(("hours_given.range",), 1, {"Hours worked": -6}),
        Defect(("updated_on.type",), 1, {"Looked at": "today"}),
        Defect(("capacity_looked_at",), 2, {"Looked at": "20200301"}),
        Defect(("one_row_per_capacity",), 2, how="repeat"),
    ),
    ("kitchen_collective", "kitchen"): (
        Defect(("capacity_type.required",), 1, {"Kind": None}),
        Defect(("capacity_type.allowed",), 1, {"Kind": "Snacks"}),
        Defect(("hours_for_shifts",), 1, {"Volunteer hours": 5}),
    ),
    ("regional_food_bank", "store"): (
        _count(2, "sub_program.required", "item_category.required", _GAP, Group=None),
        _count(5, "sub_program.allowed", "item_category.allowed", _GAP, Group="Toys"),
        _count(9, "area.allowed", _GAP, Depot=_NOWHERE),
        _count(11, "unit.required", _GAP, Unit=None),
        _count(14, "stock_date.required", _GAP, _GAP, Monday=None),
        _count(17, "stock_date.type", _GAP, _GAP, article="FB-FRESH", Monday="bank holiday"),
        _count(20, "stock_not_in_future", _GAP, _GAP, Monday=date(2027, 5, 3), Counted=None),
        _count(23, "stock_in_memory", _GAP, _GAP, "counted_before_reported", Monday=date(1920, 5, 3)),
        _count(26, "on_hand.required", On_the_shelf=None),
        _count(29, "on_hand.type", On_the_shelf="plenty"),
        _count(32, "on_hand.range", _GAP, _GAP, On_the_shelf=-5),
        _count(35, "received.required", Received=None),
        _count(38, "received.type", Received="two lorries"),
        _count(41, "received.range", _GAP, Received=-4),
        _count(44, "issued.required", Shipped=None),
        _count(47, "issued.type", Shipped="all"),
        _count(50, "issued.range", _GAP, Shipped=-4),
        _count(53, "requested.type", Ordered_by_agencies="everything"),
        _count(56, "requested.range", "issued_within_requested", Ordered_by_agencies=-1),
        _count(59, "issued_within_requested", Ordered_by_agencies=3),
        _count(61, "days_out.type", Days_out_of_stock="none"),
        _count(63, "days_out.range", Days_out_of_stock=400),
        _count(65, "counted_on.type", Counted="at night"),
        _count(67, "counted_before_reported", Counted=date(2021, 7, 30)),
        _count(69, _GAP, _GAP, On_the_shelf=1),
        Defect(("one_row_per_count", _GAP), 1, among={"Article": "FB-SOAP", "Monday": WEEKS[30]}, how="repeat"),
    ),
    ("regional_food_bank", "agencies"): (
        _agency(0, "sub_program.required", Network=None),
        _agency(1, "sub_program.allowed", Network="Toys"),
        _agency(2, "site_name.required", AgencyName=None),
        _agency(4, "site_type.required", GroupType=None),
        _agency(9, "site_type.allowed", GroupType="Warehouse"),
        _agency(12, "latitude.type", "coordinates_both_or_none", Lat="north"),
        _agency(17, "latitude.range", Lat=140.2),
        _agency(20, "longitude.type", "coordinates_both_or_none", Long="west"),
        _agency(21, "longitude.range", Long=-400.3),
        _agency(22, "coordinates_both_or_none", Long=None),
        _agency(24, "coordinates_are_real", Lat=0, Long=0),
        Defect(
            ("one_row_per_site_id", "one_row_per_site"), 1, among={"AgencyRef": "LV0026"}, how="repeat"
        ),
    ),
    ("farm_stands", "stands"): (
        Defect(("opens_on.type",), 1, {"First day": "in spring"}),
        Defect(("closes_on.type",), 1, {"Last day": "first frost"}),
        Defect(("closes_not_before_opens",), 1, {"Last day": date(2019, 10, 31)}),
        Defect(("site_can_be_found",), 1, {"At": None, "Y": None, "X": None}),
        Defect(("one_row_per_site",), 1, how="repeat"),
    ),
    ("school_meals", "sites"): (Defect(("area.allowed",), 1, {"Tract": _NOWHERE}),),
    ("community_fund", "grants"): (
        Defect(("recipient.required",), 1, {"To": None}),
        Defect(("amount.type",), 2, {"Dollars": "some"}),
        Defect(("one_row_per_grant",), 2, how="repeat"),
    ),
    ("haven_house", "totals"): (
        Defect(("metric.allowed",), 1, {"Measure": "Beds", "Group": "Everybody"}, {"Line": "Part"}, "add"),
        Defect(("published_has_figure",), 1, {"Count": None}, {"Line": "Part", "House": "B"}),
    ),
}  # fmt: skip
