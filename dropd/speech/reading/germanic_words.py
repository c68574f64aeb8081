"""How English, German and Dutch say numbers, money, measures, signs and abbreviations: tables, no rules. Pure.

A key is what is written; a value is what is said. `aloud.py` decides where a key counts.
"""

from dropd.speech.reading.language import Language, Noun, NumberWords, Signs, plain, same

# several short entries in a line are easier to compare than one a line
# fmt: off
ENGLISH = Language(
    NumberWords("en", ",", ".", "point", 99, ("one", "one")),
    Signs(both="and", to="to", plus="plus", minus="minus", by="by"),
    currencies={
        "EUR": plain("euro"), "$": plain("dollar"), "USD": Noun("US dollar", "US dollars"), "GBP": plain("pound"),
        "CHF": Noun("Swiss franc", "Swiss francs"), "BRL": Noun("real", "reais"), "JPY": same("yen"),
        "INR": plain("rupee"), "AED": plain("dirham"),
    },
    cents={
        "EUR": plain("cent"), "$": plain("cent"), "USD": plain("cent"), "GBP": Noun("penny", "pence"),
        "CHF": plain("centime"), "BRL": plain("centavo"),
    },
    magnitudes={
        "m": same("million"), "M": same("million"), "mn": same("million"), "million": same("million"),
        "bn": same("billion"), "billion": same("billion"),
    },
    units={
        "m²": plain("square meter"), "ft²": Noun("square foot", "square feet"), "km²": plain("square kilometer"),
        "m³": plain("cubic meter"), "km": plain("kilometer"), "m": plain("meter"), "cm": plain("centimeter"),
        "mm": plain("millimeter"), "ha": plain("hectare"), "ft": Noun("foot", "feet"), "kW": plain("kilowatt"),
        "kWh": plain("kilowatt hour"),
        "kWh/m²": Noun("kilowatt hour per square meter", "kilowatt hours per square meter"),
        "kWh/m²a": Noun("kilowatt hour per square meter and year", "kilowatt hours per square meter and year"),
        "°C": Noun("degree Celsius", "degrees Celsius"), "°F": Noun("degree Fahrenheit", "degrees Fahrenheit"),
        "°": plain("degree"), "km/h": Noun("kilometer per hour", "kilometers per hour"),
        "mph": Noun("mile per hour", "miles per hour"), "%": same("percent"), "kg": plain("kilogram"),
        "g": plain("gram"), "mg": plain("milligram"), "lb": plain("pound"), "l": plain("liter"),
        "ml": plain("milliliter"), "min": plain("minute"), "h": plain("hour"),
    },
    per={
        "/m²": "per square meter", "/sqm": "per square meter", "/sq ft": "per square foot", "/month": "per month",
        "/mo": "per month", "/week": "per week", "/night": "per night", "/day": "per day", "/year": "per year",
        " pcm": "per calendar month", " pw": "per week",
    },
    phrases={
        "e.g.": "for example", "i.e.": "that is", "etc.": "et cetera", "approx.": "approximately", "vs.": "versus",
        "incl.": "including",
    },
    before_digits={"No.": "number", "Nr.": "number", "n°": "number", "c.": "circa", "ca.": "circa"},
    before_name={
        "Mr.": "Mister", "Mrs.": "Missus", "Ms.": "Miz", "Prof.": "Professor", "Dr.": "Doctor", "St.": "Saint",
    },
    after_name={
        "St.": "Street", "Ave.": "Avenue", "Rd.": "Road", "Blvd.": "Boulevard", "Dr.": "Drive", "Ln.": "Lane",
        "Sq.": "Square", "Ct.": "Court", "Pl.": "Place",
    },
    ordinals={"st": "m", "nd": "m", "rd": "m", "th": "m"},
    starters=frozenset([
        "The", "It", "This", "That", "These", "A", "An", "We", "She", "He", "They", "You", "I", "In", "At", "On",
        "There", "With", "Its", "Our", "Your", "My", "And", "But", "From", "For", "To", "Near", "Both", "Here", "All",
        "Come", "See", "Call", "If", "When", "Is",
    ]),
)

GERMAN = Language(
    NumberWords("de", ".", ",", "Komma", 5, ("ein", "eine")),
    Signs(both="und", to="bis", plus="plus", minus="minus", by="mal"),
    currencies={
        "EUR": same("Euro"), "$": same("Dollar"), "USD": same("US-Dollar"), "GBP": same("Pfund"),
        "CHF": same("Franken"), "BRL": same("Real"), "JPY": same("Yen"), "INR": Noun("Rupie", "Rupien", feminine=True),
        "AED": same("Dirham"),
    },
    cents={
        "EUR": same("Cent"), "$": same("Cent"), "USD": same("Cent"), "GBP": Noun("Penny", "Pence"),
        "CHF": same("Rappen"), "BRL": same("Centavos"),
    },
    magnitudes={
        "M": Noun("Million", "Millionen", feminine=True), "Mio.": Noun("Million", "Millionen", feminine=True),
        "Million": Noun("Million", "Millionen", feminine=True),
        "Millionen": Noun("Million", "Millionen", feminine=True),
        "Mrd.": Noun("Milliarde", "Milliarden", feminine=True),
        "Milliarden": Noun("Milliarde", "Milliarden", feminine=True),
    },
    units={
        "m²": same("Quadratmeter"), "km²": same("Quadratkilometer"), "ft²": same("Quadratfuß"),
        "m³": same("Kubikmeter"), "km": same("Kilometer"), "m": same("Meter"), "cm": same("Zentimeter"),
        "mm": same("Millimeter"), "ha": same("Hektar"), "kW": same("Kilowatt"),
        "kWh": Noun("Kilowattstunde", "Kilowattstunden", feminine=True),
        "kWh/m²": Noun("Kilowattstunde pro Quadratmeter", "Kilowattstunden pro Quadratmeter", feminine=True),
        "kWh/m²a": Noun(
            "Kilowattstunde pro Quadratmeter und Jahr", "Kilowattstunden pro Quadratmeter und Jahr", feminine=True
        ),
        "°C": same("Grad Celsius"), "°F": same("Grad Fahrenheit"), "°": same("Grad"), "%": same("Prozent"),
        "km/h": same("Kilometer pro Stunde"), "mph": Noun("Meile pro Stunde", "Meilen pro Stunde", feminine=True),
        "kg": same("Kilogramm"), "g": same("Gramm"), "mg": same("Milligramm"), "l": same("Liter"),
        "ml": same("Milliliter"), "min": Noun("Minute", "Minuten", feminine=True),
        "h": Noun("Stunde", "Stunden", feminine=True), "Mio.": Noun("Million", "Millionen", feminine=True),
        "Mrd.": Noun("Milliarde", "Milliarden", feminine=True),
    },
    per={
        "/m²": "pro Quadratmeter", "/qm": "pro Quadratmeter", "/Monat": "pro Monat", "/mtl.": "monatlich",
        "/Jahr": "pro Jahr", "/Nacht": "pro Nacht", "/Woche": "pro Woche", "/Tag": "pro Tag",
    },
    phrases={
        "z. B.": "zum Beispiel", "d. h.": "das heißt", "u. a.": "unter anderem", "bzw.": "beziehungsweise",
        "etc.": "et cetera", "usw.": "und so weiter", "ca.": "ungefähr", "inkl.": "inklusive", "zzgl.": "zuzüglich",
        "evtl.": "eventuell", "ggf.": "gegebenenfalls",
    },
    before_digits={"Nr.": "Nummer", "No.": "Nummer"},
    before_name={
        "Hr.": "Herr", "Hrn.": "Herrn", "Fr.": "Frau", "Dr.": "Doktor", "Prof.": "Professor", "St.": "Sankt",
    },
    after_name={"Str.": "Straße", "Pl.": "Platz"},
    endings={"str.": "straße", "pl.": "platz"},
    starters=frozenset([
        "Der", "Die", "Das", "Es", "Ein", "Eine", "Wir", "Sie", "Er", "Ich", "Hier", "Dort", "In", "Im", "Am", "Ihr",
        "Mit", "Zum", "Zur", "Und", "Von", "Dieses", "Diese", "Dieser",
    ]),
    capital_nouns=True,
)

DUTCH = Language(
    NumberWords("nl", ".", ",", "komma", 99, ("één", "één")),
    Signs(both="en", to="tot", plus="plus", minus="min", by="bij"),
    currencies={
        "EUR": same("euro"), "$": same("dollar"), "USD": same("Amerikaanse dollar"), "GBP": same("pond"),
        "CHF": same("Zwitserse frank"), "BRL": same("real"), "JPY": same("yen"), "INR": same("roepie"),
        "AED": same("dirham"),
    },
    cents={
        "EUR": same("cent"), "$": same("cent"), "USD": same("cent"), "GBP": Noun("penny", "pence"),
        "CHF": same("rappen"), "BRL": same("centavo"),
    },
    magnitudes={
        "M": same("miljoen"), "mln": same("miljoen"), "mln.": same("miljoen"), "miljoen": same("miljoen"),
        "mld": same("miljard"), "miljard": same("miljard"),
    },
    units={
        "m²": same("vierkante meter"), "km²": same("vierkante kilometer"), "ft²": same("vierkante voet"),
        "m³": same("kubieke meter"), "km": same("kilometer"), "m": same("meter"), "cm": same("centimeter"),
        "mm": same("millimeter"), "ha": same("hectare"), "kW": same("kilowatt"), "kWh": same("kilowattuur"),
        "kWh/m²": same("kilowattuur per vierkante meter"), "kWh/m²a": same("kilowattuur per vierkante meter en jaar"),
        "°C": Noun("graad Celsius", "graden Celsius"), "°F": Noun("graad Fahrenheit", "graden Fahrenheit"),
        "°": Noun("graad", "graden"), "km/h": same("kilometer per uur"), "km/u": same("kilometer per uur"),
        "%": same("procent"), "kg": same("kilogram"), "g": same("gram"), "mg": same("milligram"), "l": same("liter"),
        "ml": same("milliliter"), "min": Noun("minuut", "minuten"), "mln": same("miljoen"),
    },
    per={
        "/m²": "per vierkante meter", "/maand": "per maand", "/jaar": "per jaar", "/nacht": "per nacht",
        "/week": "per week", "/dag": "per dag",
    },
    phrases={
        "bijv.": "bijvoorbeeld", "d.w.z.": "dat wil zeggen", "enz.": "enzovoort", "etc.": "et cetera", "ca.": "circa",
        "o.a.": "onder andere", "incl.": "inclusief", "excl.": "exclusief",
    },
    before_digits={"nr.": "nummer", "Nr.": "Nummer", "No.": "nummer"},
    before_name={"Dhr.": "De heer", "dhr.": "de heer", "Mevr.": "Mevrouw", "mevr.": "mevrouw", "Prof.": "Professor"},
    after_name={"Str.": "Straat", "Pl.": "Plein"},
    endings={"str.": "straat", "ln.": "laan"},
    ordinals={"e": "m", "ste": "m", "de": "m"},
    starters=frozenset([
        "De", "Het", "Een", "Dit", "Dat", "Deze", "Wij", "We", "Ze", "Zij", "Hij", "Ik", "Hier", "Daar", "In", "Op",
        "Met", "En", "Er", "Uw", "Onze",
    ]),
)
# fmt: on
