"""
Routing by region and language: who is in the work's territory, who speaks with its customer.
"""

from csmcore_territory._filter import TerritoryFilter
from csmcore_territory._language import Fluency, LanguageScorer
from csmcore_territory._plugin import Territorial, plugin
from csmcore_territory._reading import read_territories, shipped
from csmcore_territory._rota import RegionalRota
from csmcore_territory._territory import Territories, Territory

__all__ = [
    "Fluency",
    "LanguageScorer",
    "RegionalRota",
    "Territorial",
    "Territories",
    "Territory",
    "TerritoryFilter",
    "plugin",
    "read_territories",
    "shipped",
]
