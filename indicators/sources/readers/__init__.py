"""Bytes of a publisher → figures under its own codes. Pure: no clock, no file, no connection."""

from indicators.sources.readers import (
    bls,
    census,
    dataverse,
    dmdc,
    ecb,
    eia,
    epdk,
    federal_register,
    foreign_assistance,
    fred,
    gpr,
    history_at_state,
    ofac,
    world_bank,
)
from indicators.sources.readers.base import Candidate as Candidate
from indicators.sources.readers.base import EventReader as EventReader
from indicators.sources.readers.base import Reader as Reader

READERS: dict[str, Reader] = {
    reader.name.rsplit("/", 1)[0]: reader
    for reader in (
        bls.API_V1,
        census.COUNTRY_XLSX,
        dataverse.IDEAL_POINTS,
        dmdc.REPORT,
        ecb.HIST,
        eia.API_V2,
        eia.WORKBOOK,
        epdk.APPENDIX,
        foreign_assistance.BY_COUNTRY,
        fred.GRAPH_CSV,
        gpr.EXPORT_XLS,
        ofac.ADDRESSES,
        world_bank.INDICATOR,
    )
}
"""Every format of figures by the name that a `[fetch]` table gives."""

EVENT_READERS: dict[str, EventReader] = {
    reader.name.rsplit("/", 1)[0]: reader for reader in (federal_register.DOCUMENTS, history_at_state.EVENTS)
}
"""Every format of acts."""
