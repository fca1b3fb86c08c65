"""Every publisher on loopback: recorded replies where there are any, our own small ones elsewhere.

`serve` has them all answer as if their newest replies were of `now`. KEYS are the keys they
ask for, to be put into the environment. `collect_all` does in this process what the command
`jointwatch collect` does.
"""

import io
import json
import zipfile
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pandas as pd

from collectors.settings import Settings, SourceSettings
from collectors.sources import all_sources
from collectors.store import Store
from dashboard.commands import collecting
from dashboard.service import sources_to_collect
from tests import recorded
from tests.publishers import Publishers
from tests.replies import FOLDER, small_replies

KEYS = {
    "ACAPS_TOKEN": "a-test-token", "ACLED_EMAIL": "cell@example.org", "ACLED_PASSWORD": "a-test",
    "IDMC_CLIENT_ID": recorded.CLIENT_ID, "IOM_DTM_KEY": "a-test-key", "IPC_KEY": "a-test-key",
    "RELIEFWEB_APPNAME": "a-test-name",
}  # fmt: skip
# Of the parameters of an address only these say which reply is meant.
TELLING = ("Admin0Pcode", "cat", "coa_all", "coo_all", "country", "country_code", "id", "offset",
           "page")  # fmt: skip
HDX = "/api/3/action/package_show"
FILES = "https://data.humdata.org/files/"


def serve(web: Publishers, now: pd.Timestamp) -> None:
    """Have `web` answer in the place of every publisher. Skips without recorded replies."""
    for source in all_sources():
        if source not in recorded.SOURCES:
            for reply in small_replies(source):
                _offer(web, source, reply.url, reply.body)
    recorded.serve(web, now)
    for offer in (_acled, _amani_africa, _fews_net, _fts, _gdelt, _hapi, _hdx, _inform_risk,
                  _inform_severity, _insecurity_insight, _iom_dtm, _ipc, _unhcr, _un_hub, _views,
                  _wfp_prices, _world_bank):  # fmt: skip
        offer(web, now)


def settings(web: Publishers, home: Path) -> Settings:
    """Return settings of a home that put `web` in every publisher's place."""
    said = {source: SourceSettings(base_url=web.base_url(source)) for source in all_sources()}
    return Settings(home=home, sources=said)


def collect_all(told: Settings, store: Store) -> pd.DataFrame:
    """Collect every source that is on and has its keys; return one row each."""
    return collecting.collect_all(told, store, sources_to_collect(told).values())


def _offer(web: Publishers, source: str, url: str, body: bytes | str) -> None:
    parts = urlsplit(url)
    telling = [(n, v) for n, v in parse_qsl(parts.query) if n in TELLING]
    web.offer(f"/{source}{parts.path}?{urlencode(telling)}", body)


def _small(source: str, name: str) -> bytes:
    return (FOLDER / source / name).read_bytes()


def _package(name: str, *files: str) -> dict:
    """Return a data set of HDX, in the shape of CKAN."""
    listed = [{"name": file, "format": file[-4:], "url": f"{FILES}{file}"} for file in files]
    return {"name": name, "resources": listed}


def _offer_package(web: Publishers, source: str, name: str, **files: bytes) -> None:
    found = {"success": True, "result": _package(name, *files)}
    web.offer(f"/{source}{HDX}?id={name}", json.dumps(found))
    for file, body in files.items():
        web.offer(f"/{source}/files/{file}", body)


def _acled(web: Publishers, now: pd.Timestamp) -> None:
    web.offer("/acled/oauth/token", json.dumps({"access_token": "a-test-token"}))


def _amani_africa(web: Publishers, now: pd.Timestamp) -> None:
    for year in (now.year - 1, now.year):
        path = f"/amani_africa/category/program-of-work/{year}-program-of-work/feed/"
        web.offer(path, _small("amani_africa", "feed.xml"))


def _fews_net(web: Publishers, now: pd.Timestamp) -> None:
    web.offer("/fews_net/api/ipcphase/", json.dumps({"count": 0, "next": None, "results": []}))


def _fts(web: Publishers, now: pd.Timestamp) -> None:
    body = recorded.reply("fts/2-fts-flow-plan-overview-progress-2020.json")
    for year, overview in ((now.year - 1, body), (now.year, _small("fts", "2026.json"))):
        web.offer(f"/fts/v2/fts/flow/plan/overview/progress/{year}", overview)


def _gdelt(web: Publishers, now: pd.Timestamp) -> None:
    with zipfile.ZipFile(io.BytesIO(_small("gdelt", "20261121.export.CSV.zip"))) as archive:
        lines = archive.read(archive.namelist()[0])
    for back in range(1, 6):
        name, packed = f"{now - pd.Timedelta(days=back):%Y%m%d}.export.CSV", io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(name, lines)
        web.offer(f"/gdelt/events/{name}.zip", packed.getvalue())


def _hapi(web: Publishers, now: pd.Timestamp) -> None:
    """Prices come as CSV: those of 2015, as its publisher gives them out by the year."""
    prices = recorded.reply("hapi/hdx_hapi_food_price_global_2015.csv")
    theme = "food-security-nutrition-poverty/food-prices-market-monitor"
    web.offer(f"/hapi/api/v2/{theme}?offset=0", prices)


def _hdx(web: Publishers, now: pd.Timestamp) -> None:
    """The recorded list of IPC's files, and IDU of one country; rounds of our own."""
    listed = recorded.reply("ipc/dataset-global-acute-food-insecurity-country-data.json")
    web.offer(f"/hdx{HDX}?id=global-acute-food-insecurity-country-data", listed)
    said = json.loads(listed)
    for one in said.get("result", said)["resources"]:
        path = urlsplit(one.get("download_url") or one["url"]).path
        web.offer(f"/hdx{path}", _small("hdx", "ipc_global_national_long.csv"))
    rounds = {"rounds.csv": _small("hdx", "rounds.csv")}
    _offer_package(web, "hdx", "global-iom-dtm-from-api", **rounds)
    figures = _package("ind-idmc-idu-events", "event_data_ind.csv")
    found = {"success": True, "result": {"count": 1, "results": [figures]}}
    web.offer("/hdx/api/3/action/package_search", json.dumps(found))
    body = recorded.reply("idmc/ind_idmc_idu_events.csv")
    web.offer("/hdx/files/event_data_ind.csv", body)


def _inform_risk(web: Publishers, now: pd.Timestamp) -> None:
    api = "/inform_risk/inform-index/API/InformAPI"
    releases = recorded.reply("inform/inform-workflows-2026.2026-09-30.json")
    web.offer(f"{api}/Workflows/GetByYear/{now.year}", releases)
    web.offer(f"{api}/countries/Scores/",
              recorded.reply("inform/inform-scores-515.2026-09-30.head.json"))  # fmt: skip


def _inform_severity(web: Publishers, now: pd.Timestamp) -> None:
    month = now.tz_localize(None).to_period("M") - 1
    path = f"/inform_severity/api/v1/inform-severity-index/{month:%b%Y}/"
    web.offer(path, _small("inform_severity", "Oct2026.json"))


def _insecurity_insight(web: Publishers, now: pd.Timestamp) -> None:
    """The lists recorded as JSON stand where HDX gives the same lists as workbooks."""
    for name, file in (("sind-aid-worker-kka-dataset", "aidWorkerKIKA.json"),
                       ("conflict-related-sexual-violence", "svOverview.json")):  # fmt: skip
        body = {"Incident-Data.xlsx": recorded.reply(f"insecurity-insight/{file}")}
        _offer_package(web, "insecurity_insight", name, **body)


def _iom_dtm(web: Publishers, now: pd.Timestamp) -> None:
    api = "/iom_dtm/v3/displacement"
    web.offer(f"{api}/country-list", recorded.reply("iom-dtm/displacement-country-list.json"))
    web.offer(f"{api}/admin0", json.dumps({"result": []}))
    for code in ("AFG", "TCD"):
        body = recorded.reply(f"iom-dtm/displacement-admin0-admin0pcode-{code.lower()}.json")
        web.offer(f"{api}/admin0?Admin0Pcode={code}", body)


def _ipc(web: Publishers, now: pd.Timestamp) -> None:
    web.offer("/ipc/analyses", recorded.reply("ipc/analyses-type-a.json"))
    web.offer("/ipc/population", "[]")
    for code in ("AF", "AO"):
        body = recorded.reply(f"ipc/population-country-{code.lower()}.json")
        web.offer(f"/ipc/population?country={code}", body)


def _unhcr(web: Publishers, now: pd.Timestamp) -> None:
    path = "/unhcr/population/v1/population/"
    for by in ("coo_all", "coa_all"):
        web.offer(f"{path}?{by}=true", _small("unhcr", f"{by}.json"))


def _un_hub(web: Publishers, now: pd.Timestamp) -> None:
    """Sets of which we have no reply hold nothing."""
    for source, names in {
        "unsc_decisions": ("DPPA-SCMEMBERSHIP", "DPPA-SCELECTEDPRESIDENTS"),
        "un_peace_security": ("DPPA-POLITICALMISSIONS",),
    }.items():
        for name in names:
            web.offer(f"/{source}/public/data/{name}/json", "[]")
    deaths = recorded.reply("un-peacekeeping/dppadposs-fatalities-json.json")
    web.offer("/un_peace_security/public/data/DPPADPOSS-FATALITIES/json", deaths)


def _views(web: Publishers, now: pd.Timestamp) -> None:
    """The recorded list of runs, and pages of our own for the newest of them."""
    from collectors.source import Reply
    from collectors.sources.views import runs

    listed = recorded.reply("views/views_runs.2026-07-19.json")
    web.offer("/views/", listed)
    for page in (1, 2):
        path = f"/views/{runs(Reply('views', listed))[0]}/cm/sb?page={page}"
        web.offer(path, _small("views", f"page{page}.json"))


def _wfp_prices(web: Publishers, now: pd.Timestamp) -> None:
    """The recorded years 2023 and 2024 stand for last year and this one."""
    files = {
        f"wfp_food_prices_global_{year}.csv": recorded.reply(
            f"wfp/wfp_food_prices_global_{stands}.csv"
        )
        for year, stands in ((now.year - 1, 2023), (now.year, 2024))
    }
    _offer_package(web, "wfp_prices", "global-wfp-food-prices", **files)


def _world_bank(web: Publishers, now: pd.Timestamp) -> None:
    """Population and the rest hold nothing; inflation is our own, stability recorded."""
    from collectors.sources.world_bank import INDICATORS

    nothing = [{"page": 1, "pages": 1, "per_page": 1000, "total": 0}, None]
    for name in INDICATORS:
        if name not in ("FP.CPI.TOTL.ZG", "GOV_WGI_PV.EST"):
            web.offer(f"/world_bank/v2/country/all/indicator/{name}", json.dumps(nothing))
    stability = recorded.reply("world-bank/wgi-pv-2023.2026-09-30.head38.json")
    web.offer("/world_bank/v2/country/all/indicator/GOV_WGI_PV.EST?page=1", stability)
