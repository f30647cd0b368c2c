"""Made-up names: long and odd, so that no name is an ordinary word or stands anywhere else in the project.

Here: the lists. Not here: who is called what (people.py) and how partners misspell it (typos.py).
"""

from __future__ import annotations

_FIRST = """
    Adaeliya Aldrenzo Alondrina Amirazel Andréssa Anjelisse Aurelisa Azariyon Balthezar Benjamínez Bexleigha
    Braelyssa Brixtonel Calliandrel Camreigha Casimirro Celestyna Cordarius Cristobalo Daevionne Dalyannah
    Deontrezo Destinique Dezmariah Ebonishae Eleutheria Elizandro Emersynne Evangelique Ezequielo Faustinna
    Fernandiel Gianmarcos Graviella Guadalupia Hadassiah Hezekyahu Ignaciano Isaurelle Izaraiah Jacquellyn
    Jahzariah Jamarcius Javontrez Jeremyahu Joaquinto Kaisleigha Kamdarius Keyshondra Khadijatou Kingstonel
    Krystianna Laquintia Leontynne Lisandrino Lyrabelline Makennleah Marquavis Maximilino Mirandelle Montavius
    Naveyaah Nehemyasz Nicolásito Nyeshiaah Octavianno Oluwadamola Paisleigha Perpetuane Quandarius Quintessia
    Raimundito Raquelline Renéecia Rosalindez Savannette Sebastiánno Seraphinea Shaniquelle Tamarcuso Tavarionn
    Thaddeusz Tremayneo Ulyssandro Valenthia Wilhelmyna Xiomarella Yaritzelle Yoselindra Zachariyah Zephyrinne
    Zoéllanne
    """

_STEMS = """
    Abern Bravel Cordel Drayven Eskild Fenwor Garvel Hesper Ibarrel Jorvan Kestwin Lomarr Mondrel Navarr Okonw
    Pellgr Quesn Rosmer Santor Trelaw Ulvest Vandr Wexmor Ybarel Zambrel
    """
_ENDINGS = ("quist", "adoyo", "ington", "wickley", "eño", "ovská", "ieuxal", "ström")

FIRST_NAMES = tuple(_FIRST.split())
LAST_NAMES = tuple(stem + ending for stem in _STEMS.split() for ending in _ENDINGS)


def nickname(first: str) -> str:
    """What friends call somebody, for example Zachaie."""
    return first[:5] + "ie"
