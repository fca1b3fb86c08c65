"""Which signals were sent to whom, so that none is sent twice by mistake."""

from dashboard.workspace.kind import Fields, Kind, hidden


class Delivery(Fields):
    """What was sent over one subscription: signal -> how often, and when the last digest went."""

    subscription: str = hidden()
    sent: dict[str, int] = hidden({})
    digest_on: str = hidden()  # the moment of the last digest


KIND = Kind(id="delivery", title="Delivery", plural="Deliveries", fields=Delivery,
            listed=False, audited=False)  # fmt: skip
