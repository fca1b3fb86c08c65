"""Who may see this: one answer, and all that follows from it; what may never be kept."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from dashboard.workspace import guard, organisations, spaces
from dashboard.workspace.guard import Guarded
from dashboard.workspace.marking import TLP, Audience, Marking, combine
from dashboard.workspace.people import ROLES, Person

TODAY = date(2026, 11, 27)
CODES = ["UN", "EU", "AU", "NATO"]
audiences = st.one_of(
    st.just(Audience.all()),
    st.builds(
        Audience,
        organisations=st.frozensets(st.sampled_from(CODES)),
        groups=st.frozensets(st.sampled_from(["horn", "sahel"])),
        persons=st.frozensets(st.sampled_from(["ana", "bo"])),
        humanitarian=st.booleans(),
    ),
)


@pytest.mark.parametrize(
    ("audience", "tlp", "words"),
    [
        (Audience(), "AMBER+STRICT", "UN only"),
        (Audience.of("EU"), "AMBER", "UN and EU only"),
        (Audience.of("UN"), "AMBER+STRICT", "UN only"),
        (Audience.of("EU", "AU", "NATO"), "AMBER", "UN, AU, EU and NATO only"),
        (Audience.all(), "CLEAR", "everybody"),
        (Audience.only("ana"), "RED", "ana of the UN only"),
        (Audience(organisations={"EU"}, persons={"ana", "bo"}), "RED",
         "UN and EU only, of them ana and bo"),
        (Audience(groups={"horn"}), "AMBER", "UN and the group horn only"),
        (Audience(humanitarian=True), "AMBER+STRICT", "UN only, humanitarian role"),
    ],
)  # fmt: skip
def test_the_label_and_the_words_follow_from_the_answer(audience, tlp, words):
    assert audience.tlp("UN") == tlp
    assert audience.words("UN") == words


@given(audiences)
def test_an_audience_is_read_as_it_was_kept(audience):
    assert Audience.read(audience.columns()) == audience


@pytest.mark.parametrize("said", [
    {"everybody": True, "persons": {"ana"}}, {"everybody": True, "humanitarian": True},
    {"organisations": {"EU|UN"}}, {"organisations": {"*"}}, {"groups": {"@x"}}, {"persons": {" "}},
])  # fmt: skip
def test_an_answer_that_contradicts_itself_cannot_be_given(said):
    with pytest.raises(ValidationError):
        Audience(**said)


@pytest.mark.parametrize("caveat", ["no_further_distribution", "meeting_only", "no_host_state"])
def test_what_everybody_may_see_cannot_be_kept_close(caveat):
    with pytest.raises(ValidationError, match="everybody"):
        Marking(audience=Audience.all(), caveats={caveat})


@pytest.mark.parametrize("words", [
    "RESTREINT UE/EU RESTRICTED", "CONFIDENTIEL UE/EU CONFIDENTIAL", "SECRET UE/EU SECRET",
    "TRES SECRET UE/EU TOP SECRET", "TRÈS SECRET UE", "NATO RESTRICTED", "NATO CONFIDENTIAL",
    "NATO SECRET", "COSMIC TOP SECRET", "STRICTLY CONFIDENTIAL", "CONFIDENTIAL", "Secret",
    "TLP:WHITE", "tlp white", "Restricted",
])  # fmt: skip
def test_classified_markings_and_the_old_label_are_refused(words):
    with pytest.raises(ValidationError):
        Marking(own_marking=words)


@pytest.mark.parametrize(("words", "originator", "good"), [
    ("LIMITE", "EU", True), ("NATO UNCLASSIFIED", "NATO", True), ("UNCLASSIFIED", "UN", True),
    ("NATO UNCLASSIFIED", "EU", False), ("LIMITE", "UN", False), ("LIMITE", "AU", False),
    ("For official use", "AU", True), ("Anything", "EU", False),
])  # fmt: skip
def test_an_organisation_marks_with_its_own_words_alone(words, originator, good):
    marking = Marking(own_marking=words)
    if good:
        assert marking.of(originator) is marking
    else:
        with pytest.raises(ValueError, match="."):
            marking.of(originator)


def test_a_product_takes_the_strictest_label_the_intersection_and_all_caveats():
    whole = combine([
        ("UN", Marking(audience=Audience.of("EU", "AU"), caveats={"no_attribution"})),
        ("EU", Marking(audience=Audience.of("UN", "AU", "NATO"), caveats={"meeting_only"})),
        ("AU", Marking(audience=Audience.all())),
    ], TODAY)  # fmt: skip
    assert whole.audience.organisations == {"UN", "EU", "AU"}
    assert whole.tlp == "AMBER"
    assert whole.caveats == {"no_attribution", "meeting_only"}
    assert not whole.nobody


def test_parts_that_nobody_may_see_together_make_no_product():
    whole = combine([("UN", Marking()), ("EU", Marking())], TODAY)
    assert whole.nobody
    persons = combine([("UN", Marking(audience=Audience.only("ana"))),
                       ("UN", Marking(audience=Audience.only("bo")))], TODAY)  # fmt: skip
    assert persons.nobody


@pytest.mark.parametrize(("days", "nobody"), [(1, True), (0, False), (-1, False)])
def test_until_its_day_what_is_under_an_embargo_is_for_its_originator_alone(days, nobody):
    until = TODAY + timedelta(days=days)
    later = Marking(audience=Audience.of("EU"), embargo_until=until)
    whole = combine([("UN", later), ("EU", Marking(audience=Audience.of("UN")))], TODAY)
    assert whole.audience.organisations == ({"UN"} if nobody else {"UN", "EU"})
    assert whole.tlp == ("AMBER+STRICT" if nobody else "AMBER")
    assert later.words("UN") == f"UN and EU only; not before {until.day} November 2026"


def test_those_who_see_it_are_told_what_to_keep_to():
    marking = Marking(audience=Audience.of("EU"), handling={"download", "export"},
                      caveats={"no_further_distribution", "no_attribution"})  # fmt: skip
    assert marking.words("UN") == (
        "UN and EU only; not to be attributed; not to be passed on; not to be quoted"
    )


@pytest.mark.parametrize(("said", "document", "pack"), [
    ({}, "", ""),
    ({"caveats": {"no_further_distribution", "no_host_state"}}, "", ""),
    ({"caveats": {"no_attribution"}}, "not to be attributed", "not to be attributed"),
    ({"caveats": {"meeting_only"}}, "for the meeting only", ""),
    ({"handling": {"download", "quote"}}, "not to stand in exports", "not to stand in exports"),
    ({"handling": set()}, "not to be downloaded", "not to be downloaded"),
])  # fmt: skip
def test_what_a_marking_keeps_out_of_documents(said, document, pack):
    marking = Marking(audience=Audience.of("EU"), **said)
    assert (marking.untold(), marking.untold(meeting=True)) == (document, pack)


def allowed(viewer: tuple, originator: str, audience: Audience) -> bool:
    organisation, person, groups, humanitarian = viewer
    if audience.persons and person not in audience.persons:
        return False
    if audience.humanitarian and not humanitarian:
        return False
    return (organisation == originator or audience.everybody
            or organisation in audience.organisations or bool(groups & audience.groups)
            )  # fmt: skip


@example([("UN", Audience.only("ana")), ("UN", Audience.only("bo"))], ("UN", "cy", frozenset(), 0))
@given(st.lists(st.tuples(st.sampled_from(CODES), audiences), min_size=1, max_size=4),
       st.tuples(st.sampled_from(CODES), st.sampled_from(["ana", "bo", "cy"]),
                 st.frozensets(st.sampled_from(["horn", "sahel"])), st.booleans()))  # fmt: skip
def test_nobody_sees_a_product_who_may_not_see_each_part(parts, viewer):
    whole = combine(((one, Marking(audience=audience)) for one, audience in parts), TODAY)
    if not whole.nobody and allowed(viewer, "", whole.audience):
        assert all(allowed(viewer, one, audience) for one, audience in parts)
    strictest = max(TLP.index(audience.tlp(one)) for one, audience in parts)
    assert TLP.index(whole.tlp) >= strictest


@given(audiences, audiences, st.sampled_from(CODES),
       st.tuples(st.sampled_from(CODES), st.sampled_from(["ana", "bo", "cy"]),
                 st.frozensets(st.sampled_from(["horn", "sahel"])), st.booleans()))  # fmt: skip
def test_what_does_not_widen_lets_nobody_see_who_did_not_before(before, after, originator, viewer):
    if not after.widens(before, originator) and allowed(viewer, originator, after):
        assert allowed(viewer, originator, before)


@pytest.mark.parametrize("text", [
    "From NATO SECRET paper 5", "nato_secret", "EU RESTRICTED", "see RESTREINT  UE", "R-UE/EU-R",
    "COSMIC TOP SECRET", "Strictly\nConfidential", "n\u200bato secret", "ＮＡＴＯ ＳＥＣＲＥＴ",
    "Très secret UE", "VS-NfD", "UN CONFIDENTIAL cable", "TLP:WHITE", "TLP WHITE",
    "at 12.3456, 34.5678", "12.345N 34.567E", "lat: 12.34567", "15° 35' 02\" N",
    "36N TD 12345 67890",
    "https://maps.example.org/@12.34567,43.21098", "-1.2921 36.8219",
    "call +249 912 345 678", "00249912345678", "Tel. 0912 345 678", "WhatsApp: (0912) 345678",
    "passport no. P1234567", "born on 3 May 1980", "date of birth: 1980-05-03",
    "GB29 NWBK 6016 1331 9268 19", "the source is named Ahmed",
    "The convoy leaves at 06:30 via the northern road", "patrols depart from checkpoint 4",
    "aid trucks take the route through Kosti",
])  # fmt: skip
def test_what_must_never_be_kept_is_stopped_in_a_sentence(text):
    with pytest.raises(Guarded, match="Nothing was saved"):
        guard.check("Comment", text)


@pytest.mark.parametrize("text", [
    "The NATO Secretary General met the EU Secretariat.", "S/RES/2803 (2025), S/PV.10216",
    "On 2026-11-23 at 15:00 the UN Security Council meets.", "About 12.5 % of 1,234,567 people",
    "p = 0.05; 12.34, 34.56", "EU restrictive measures", "deaths rose from 1 200 to 3 400",
    "The source is ACLED.", "A convoy was attacked last week.", "A secret ballot", "+12 % on 2025",
    "confidential talks", "UNSMIL, EUTM-M, ATMIS", "2025-2026 Humanitarian Response Plan: 47.4",
    "Résumé: «la situation» – 10 000 déplacés", "محادثات السلام", "<b>bold</b> & <script>",
    "The EU restricted exports.", "A/78/PV.12 of 22 September 2023", "GDP 2.1, 3.4, 5.6",
])  # fmt: skip
def test_what_people_write_every_day_passes(text):
    assert guard.check("Comment", text) == text


def test_unseen_signs_are_cleaned_and_html_stays_text():
    assert guard.check("x", "a\x00b\u202ec\u200bd\r\ne\x1b[1m<i>") == "abcd\ne[1m<i>"


def test_a_text_of_five_megabytes_is_refused_at_once():
    with pytest.raises(Guarded, match="5,000,000 characters; at most 20,000"):
        guard.check("Comment", "x" * 5_000_000)


@given(st.text(max_size=300))
def test_any_text_is_kept_or_refused_and_cleaning_twice_changes_nothing(text):
    try:
        once = guard.check("x", text)
    except Guarded:
        return
    assert guard.check("x", once) == once
    once.encode("utf-8")


def test_spaces_suggest_their_organisations_and_are_known_to_them_alone(store, home):
    ana = Person("ana", "UN", ROLES)
    spaces.make(store, "Horn, with the EU", ["EU"], ana)
    mine = spaces.spaces(store, ana.viewer(), "UN")
    assert mine["name"].tolist() == ["UN only", "UN, EU, AU and NATO", "Horn, with the EU"]
    assert spaces.suggested(mine["organisations"][2], "UN") == Audience.of("EU")
    assert spaces.suggested(mine["organisations"][0], "UN") == Audience()
    for other, count in (("EU", 3), ("AU", 2)):
        viewer = Person("x", other, ROLES).viewer()
        assert len(spaces.spaces(store, viewer, other)) == count


def test_further_organisations_come_from_the_settings(home):
    (home / "jointwatch.toml").write_text('organisation = "OSCE"\n[organisations]\nIGAD = "IGAD"')
    assert list(organisations.named()) == ["OSCE", "UN", "EU", "AU", "NATO", "REC", "IGAD"]
