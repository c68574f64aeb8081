"""Words that decide where a text may be parted, in English, German, Spanish and French."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SENTENCE_GOES_ON = _words("""
    dr mr mrs ms prof rev hon gen col sgt capt gov sen rep pres st mt ft no nos nr vs fig vol ch pp approx e.g i.e
    z.b d.h u.a z.t ggf inkl zzgl evtl bspw tel zi whg ehem hr fr str sr sra
    ud mme mlle m.me dra jan feb mar apr jun jul aug sep sept oct nov dec
    u.s u.k u.s.a
""")
"""Abbreviations after which the sentence goes on; of a street (`St.`) that is not sure, but harmless."""

SENTENCE_MAY_END = _words("""
    a.m p.m d.c etc inc ltd co corp jr ave blvd rd ln hwy pl sq apt ste dept est min max yd lb oz mi usw ca bzw
""")
"""Abbreviations that also end sentences: they do where a capital letter follows."""

FLOORS = _words("og ug dg etage stock stockwerk obergeschoss untergeschoss dachgeschoss")
"""What a German number with a full stop counts: `2. OG`."""

GERMAN_MONTHS = _words("""
    januar jänner februar märz april mai juni juli august september oktober november dezember
    jan feb jun jul aug sep sept okt nov dez
""")
"""What a German day with a full stop belongs to: `3. Mai`."""

STARTS_A_CLAUSE = _words("""
    and or but nor so yet because although though while when where which who whom whose that if unless until since
    before after with without
    und oder aber weil dass wenn während mit ohne
    y o pero porque que cuando donde con sin
    et ou mais parce quand où avec sans
""")

STARTS_A_PHRASE = _words("""
    to of in on at for from by into onto over under through between near as than
    von zu auf an bei für aus nach
    de en para por a à dans sur pour par
""")

BELONGS_TO_THE_NEXT = _words("""
    a an the this that these those my your our his her its their every each no of to in on at for from by with and or
    is are was were be
    der die das ein eine einen dem den und oder
    el la los las un una
    le les une du des et
""")
