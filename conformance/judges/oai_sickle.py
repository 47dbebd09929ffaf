"""The demo library harvested with Sickle 0.7.0, as data collectors in Python do it.

Sickle reads with a parser that repairs what is broken and so loses records without a word: what
it got is therefore counted and compared, list by list. It only reads, and can run again.
"""

from sickle import Sickle
from sickle.oaiexceptions import (
    BadResumptionToken,
    CannotDisseminateFormat,
    IdDoesNotExist,
    NoRecordsMatch,
)

from tally import Tally, address

FIRST = "oai:kainet.fi:kainet.1"


def refused(exception, ask):
    """Nothing if the question is refused with this exception; else what came."""
    try:
        came = list(ask())
    except exception:
        return None
    return f"{exception.__name__} was due, {len(came)} came"


def unlike(what, one, other):
    """What is wrong if two lists differ."""
    if one == other:
        return None
    missing, more = set(one) - set(other), set(other) - set(one)
    return f"{what}: {len(one)} and {len(other)}, {len(missing)} missing, {len(more)} more"


def main():
    host, port = address()
    tally = Tally()
    client = Sickle(f"http://{host}:{port}/oai")

    identify = client.Identify()
    granularity = identify.granularity
    tally.step("Identify", None if granularity == "YYYY-MM-DDThh:mm:ssZ" else granularity)
    formats = [one.metadataPrefix for one in client.ListMetadataFormats()]
    tally.step("ListMetadataFormats", None if "oai_dc" in formats else f"{formats}")

    headers = list(client.ListIdentifiers(metadataPrefix="oai_dc"))
    identifiers = [header.identifier for header in headers]
    twice = len(identifiers) - len(set(identifiers))
    tally.step("ListIdentifiers: each once", f"{twice} came twice" if twice else None)
    dates = [header.datestamp for header in headers]
    tally.step("in the order of dates", None if dates == sorted(dates) else "they are not")

    for prefix in formats:
        records = list(client.ListRecords(metadataPrefix=prefix))
        harvested = [record.header.identifier for record in records]
        tally.step(f"ListRecords {prefix}: as many as headers", unlike(prefix, identifiers, harvested))
        empty = [record.header.identifier for record in records if not record.metadata]
        tally.step(f"{prefix}: none without a record", f"{empty[:5]}" if empty else None)

    again = Sickle(f"http://{host}:{port}/oai", http_method="POST")
    posted = [header.identifier for header in again.ListIdentifiers(metadataPrefix="oai_dc")]
    tally.step("POST gives what GET gives", unlike("POST", identifiers, posted))

    last = max(dates)
    since = list(client.ListRecords(metadataPrefix="marc21", **{"from": last}))
    due = [header.identifier for header in headers if header.datestamp >= last]
    harvested = [record.header.identifier for record in since]
    tally.step("an incremental harvest from the last date", unlike("from", due, harvested))

    for one in client.ListSets():
        members = client.ListIdentifiers(metadataPrefix="oai_dc", set=one.setSpec)
        named = [header.identifier for header in headers if one.setSpec in header.setSpecs]
        listed = [header.identifier for header in members]
        tally.step(f"set {one.setSpec}: those that name it", unlike("set", named, listed))

    record = client.GetRecord(identifier=FIRST, metadataPrefix="oai_dc")
    title = record.metadata.get("title")
    tally.step("GetRecord", None if title == ["Seitsemän veljestä"] else f"{title}")
    for name, exception, ask in [
        ("an unknown item", IdDoesNotExist, lambda: [client.GetRecord(identifier="x", metadataPrefix="oai_dc")]),
        ("an unknown format", CannotDisseminateFormat, lambda: client.ListRecords(metadataPrefix="x")),
        ("nothing that far ahead", NoRecordsMatch,
         lambda: client.ListRecords(metadataPrefix="oai_dc", **{"from": "2999-01-01"})),
        ("a token of somebody else", BadResumptionToken, lambda: client.ListRecords(resumptionToken="x")),
    ]:
        tally.step(name, refused(exception, ask))
    tally.conclude()


if __name__ == "__main__":
    main()
