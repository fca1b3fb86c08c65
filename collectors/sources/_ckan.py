"""Data sets of HDX: their files change address, so each is asked for by the name of its set."""

from collectors.http import Client
from collectors.source import NotThere, Reply, WrongFormat, clean

API = "https://data.humdata.org/api/3/action"


def package(reply: Reply) -> dict:
    """Return a data set out of the reply to package_show, or a saved one without its envelope."""
    said = reply.json()
    if isinstance(said, dict) and said.get("success") is False:
        raise WrongFormat(f"{reply.name}: HDX says: {clean(said.get('error'), 200)}")
    found = said.get("result", said) if isinstance(said, dict) else None
    if not isinstance(found, dict) or not isinstance(found.get("resources"), list):
        raise WrongFormat(f"{reply.name}: not a data set of HDX (no resources).")
    return found


def described(reply: Reply) -> str:
    """Return what to say of a data set described without its files; "" for other replies."""
    if reply.text().lstrip()[:1] != "{":
        return ""
    said = reply.json()
    found = said.get("result", said)
    files = found.get("resources") if isinstance(found, dict) else None
    if not isinstance(files, list) or not files:
        return ""
    return (
        f"{reply.name}: the data set {clean(found.get('name'), 80)} of HDX with "
        f"{len(files)} files is described; it holds no figures."
    )


def addresses(found: dict) -> dict[str, str]:
    """Return the addresses of the files of a data set by their names."""
    return {
        str(one.get("name", "")): str(one.get("download_url") or one.get("url") or "")
        for one in found["resources"]
        if isinstance(one, dict)
    }


def show(client: Client, name: str) -> dict:
    """Ask for the data set `name`."""
    return package(client.get(f"{API}/package_show", params={"id": name}))


def file(client: Client, found: dict, name: str) -> Reply:
    """Ask for the file `name` of a data set."""
    files = addresses(found)
    if not files.get(name):
        raise NotThere(
            f"HDX: the data set {clean(found.get('name'), 80)} has no file {name}. "
            f"It has: {clean(', '.join(files), 200)}."
        )
    return client.get(files[name])
