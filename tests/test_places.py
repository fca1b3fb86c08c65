"""Any name or code of a country comes to one key, and nothing is guessed."""

import zipfile

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import places
from tests.shared import shared

UCDP = {
    "Bosnia-Herzegovina": "BIH",
    "Cambodia (Kampuchea)": "KHM",
    "Congo": "COG",
    "DR Congo (Zaire)": "COD",
    "Ivory Coast": "CIV",
    "Kingdom of eSwatini (Swaziland)": "SWZ",
    "Macedonia, FYR": "MKD",
    "Madagascar (Malagasy)": "MDG",
    "Myanmar (Burma)": "MMR",
    "Russia (Soviet Union)": "RUS",
    "Serbia (Yugoslavia)": "SRB",
    "Yemen (North Yemen)": "YEM",
    "Zimbabwe (Rhodesia)": "ZWE",
}
OTHERS = {
    "DR Congo": "COD",
    "Congo, Dem. Rep.": "COD",
    "Congo, Rep.": "COG",
    "Türkiye": "TUR",
    "TURKEY": "TUR",
    "cote d’ivoire": "CIV",
    "State of Palestine": "PSE",
    "OPT": "PSE",
    "PSG": "PSE",
    "PSW": "PSE",
    "Burma": "MMR",
    "Kosovo*": "XKX",
    "Kosovo (under UNSCR 1244)": "XKX",
    "The Gambia": "GMB",
    "the Sudan": "SDN",
    "St. Lucia": "LCA",
    "Central African Rep.": "CAF",
    "mli": "MLI",
}


@pytest.mark.parametrize(("name", "iso3"), (UCDP | OTHERS).items())
def test_a_name_in_any_of_its_forms_is_its_country(name, iso3):
    assert places.code(name) == iso3


@pytest.mark.parametrize(
    "name",
    ["WLD", "AFE", "XXA", "UNK", "STA", "TIB", "World", "Korea", "Yugoslavia", "Atlantis", "", "-"],
)
def test_what_is_no_country_is_not_made_one(name):
    assert places.code(name) is None


@pytest.mark.parametrize(
    ("code", "system", "iso3"),
    [
        ("SUD", "unhcr", "SDN"),
        ("AUS", "unhcr", "AUT"),
        ("AUS", "iso3", "AUS"),
        ("GAZ", "unhcr", "PSE"),
        (490, "gw", "COD"),
        (490.0, "gw", "COD"),
        (345, "gw", "SRB"),
        (347, "gw", "XKX"),
        (4, "numeric", "AFG"),
        ("004", "numeric", "AFG"),
        ("NA", "iso2", "NAM"),
        ("EL", "iso2", "GRC"),
        ("GZ", "fips", "PSE"),
        ("SU", "fips", "SDN"),
    ],
)
def test_a_code_is_read_in_its_own_system(code, system, iso3):
    assert places.code(code, system) == iso3


def test_codes_of_unhcr_are_not_taken_for_codes_of_iso():
    assert places.code("SUD") is None


def test_an_unheard_of_system_is_refused_by_name():
    with pytest.raises(ValueError, match="No code system 'cow'"):
        places.code("MLI", "cow")


def test_a_column_keeps_its_rows_and_leaves_the_unknown_missing():
    names = pd.Series(["Mali", "Atlantis", None, "Mali"], index=[5, 6, 7, 8])
    found = places.codes(names)
    assert found.index.tolist() == [5, 6, 7, 8]
    assert found.tolist()[0] == found.tolist()[3] == "MLI"
    assert found.isna().tolist() == [False, True, True, False]


def test_unknown_names_are_counted_and_aggregates_are_not_among_them():
    names = ["Mali", "Atlantis", "Atlantis", "WLD", "Stateless", None]
    assert places.unknown(names) == {"Atlantis": 2}


@given(st.sampled_from(sorted(places.PLACES.index)), st.sampled_from(places.SYSTEMS))
def test_every_code_and_name_of_the_table_leads_back_to_its_row(iso3, system):
    row = places.PLACES.reset_index().set_index("iso3", drop=False).loc[iso3]
    for value in filter(None, row[system].split("|")):
        assert places.code(value, system) == iso3


@given(st.text(max_size=30))
def test_any_text_is_a_country_or_none_and_never_an_error(text):
    assert places.code(text) in {None, *places.PLACES.index}


def test_the_table_holds_iso_3166_and_kosovo():
    assert len(places.PLACES) == 250
    assert places.PLACES.index.str.fullmatch("[A-Z]{3}").all()
    assert {"XKX", "ESH", "PSE", "TWN"} <= set(places.PLACES.index)
    assert not (places.PLACES[["name", "region", "subregion", "iso2"]] == "").any(axis=None)


def test_the_african_union_has_fifty_five_members_in_five_regions():
    regions = places.PLACES["au_region"]
    assert (regions != "").sum() == 55
    assert set(regions) == {"", "North", "West", "Central", "East", "Southern"}


def test_neighbours_are_neighbours_of_each_other():
    for iso3 in places.PLACES.index:
        for other in places.neighbours(iso3):
            assert iso3 in places.neighbours(other)
    assert "TCD" in places.neighbours("SDN")
    assert places.neighbours("ISL") == ()


def test_every_label_stands_on_the_globe():
    assert places.PLACES["latitude"].between(-90, 90).all()
    assert places.PLACES["longitude"].between(-180, 180).all()
    assert places.PLACES.loc[["XKX", "PSE", "MLT"], "micro"].all()
    assert not places.PLACES.loc[["SDN", "LBN", "RWA"], "micro"].any()


def test_areas_are_made_of_countries_and_can_be_named():
    for id, area in places.AREAS.items():
        assert id == area.id == id.lower()
        assert len(set(area.members)) == len(area.members) > 1
        assert set(area.members) <= set(places.PLACES.index)
        assert places.name(id) == area.title
        assert places.members(id) == area.members


def test_a_country_is_its_own_member_and_the_world_has_none():
    assert places.members("SDN") == ("SDN",)
    assert places.members(places.WORLD) == ()
    with pytest.raises(KeyError, match="atlantis"):
        places.members("atlantis")


def test_labels_are_neutral_and_an_unknown_code_stays_itself():
    labels = {code: places.name(code) for code in ("WLD", "XKX", "PSE", "ESH", "TWN", "ZZZ")}
    assert labels == {
        "WLD": "No single place",
        "XKX": "Kosovo",
        "PSE": "State of Palestine",
        "ESH": "Western Sahara",
        "TWN": "Taiwan",
        "ZZZ": "ZZZ",
    }


def test_numbers_of_states_agree_with_the_recorded_events():
    cut = pd.read_csv(shared("replies/ucdp/GEDEvent_v26_0_2.first650.csv"))
    with zipfile.ZipFile(shared("replies/ucdp/hdx-ucdp_download.zip")) as archive:
        old = pd.read_csv(archive.open("ged191.csv"), usecols=["country", "country_id"])
    pairs = pd.concat([cut[["country", "country_id"]], old]).drop_duplicates()
    by_name, by_number = places.codes(pairs["country"]), places.codes(pairs["country_id"], "gw")
    assert len(pairs) >= 30
    assert by_name.notna().all()
    assert by_name.tolist() == by_number.tolist()


def test_every_country_named_in_the_recorded_events_is_known():
    assert places.unknown(pd.read_csv(shared("replies/ucdp/ged_2025.csv"))["country"]) == {}


def test_the_states_that_ucdp_counts_are_those_of_its_monthly_figures():
    deaths = pd.read_csv(shared("data/ucdp_country_month.csv.gz"), usecols=["iso3"])
    assert set(places.GW_STATES) == set(deaths["iso3"])


def test_every_code_in_the_reference_data_is_known():
    for file in sorted(shared("data").glob("*.csv*")):
        names = {"iso3", "country_iso3", "coo_iso", "coa_iso"}
        table = pd.read_csv(file, dtype=str, keep_default_na=False, usecols=names.__contains__)
        for column in table:
            values = pd.Series(table[column].unique()).str.split(";").explode()
            values = values[values != ""]
            # AB9 is UNHCR's and OCHA's code of the Abyei area, which is of no one state.
            assert set(places.unknown(values, "iso3")) <= {"AB9"}, f"{file.name}: {column}"


def test_every_code_of_unhcr_leads_to_the_iso_code_beside_it():
    table = pd.read_csv(shared("data/unhcr_population.csv.gz"), usecols=["coo", "coo_iso"])
    pairs = table.drop_duplicates()
    pairs = pairs[~pairs["coo_iso"].isin(["UNK", "XXA", "TIB", "AB9"])]
    assert places.codes(pairs["coo"], "unhcr").tolist() == pairs["coo_iso"].tolist()


def test_codes_of_three_letters_that_are_not_iso_s_are_known_and_parts_of_a_country_are_not():
    written = pd.Series(["OPT", "opt", "KOS", "XKO", "ROM", "ZAR", "PSG", "PSW", "XXA"])
    found = places.codes(written, "iso3")
    assert found.dropna().tolist() == ["PSE", "PSE", "XKX", "XKX", "ROU", "COD"]
    assert places.unknown(written[found.isna()], "iso3") == {"PSG": 1, "PSW": 1}
