"""TOML and CSV files → model."""

from indicators.catalog.catalog import Catalog as Catalog
from indicators.catalog.catalog import data_root as data_root
from indicators.catalog.catalog import load_catalog as load_catalog
from indicators.catalog.catalog import read_definition as read_definition
from indicators.catalog.catalog import read_toml as read_toml
