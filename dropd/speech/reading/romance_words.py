"""How the Romance languages say numbers, money, measures, signs and abbreviations: tables, no rules. Pure.

A key is what is written; a value is what is said. `aloud.py` decides where a key counts.
"""

from dropd.speech.reading.language import Language, Noun, NumberWords, Signs, plain, same

# several short entries in a line are easier to compare than one a line
# fmt: off
FRENCH = Language(
    NumberWords("fr", ".", ",", "virgule", 4, ("un", "une"), feminine={"un": "une"}, of=("de ", "d'")),
    Signs(both="et", to="à", plus="plus", minus="moins", by="sur"),
    currencies={
        "EUR": plain("euro"), "$": plain("dollar"), "USD": Noun("dollar américain", "dollars américains"),
        "GBP": Noun("livre sterling", "livres sterling", feminine=True), "CHF": Noun("franc suisse", "francs suisses"),
        "BRL": Noun("réal", "réals"), "JPY": plain("yen"), "INR": plain("roupie", feminine=True),
        "AED": plain("dirham"),
    },
    cents={
        "EUR": plain("centime"), "$": plain("cent"), "USD": plain("cent"), "GBP": Noun("penny", "pence"),
        "CHF": plain("centime"), "BRL": plain("centavo"),
    },
    magnitudes={
        "M": plain("million"), "million": plain("million"), "millions": plain("million"), "Md": plain("milliard"),
        "milliard": plain("milliard"), "milliards": plain("milliard"),
    },
    units={
        "m²": Noun("mètre carré", "mètres carrés"), "km²": Noun("kilomètre carré", "kilomètres carrés"),
        "ft²": Noun("pied carré", "pieds carrés"), "m³": Noun("mètre cube", "mètres cubes"), "km": plain("kilomètre"),
        "m": plain("mètre"), "cm": plain("centimètre"), "mm": plain("millimètre"), "ha": plain("hectare"),
        "kW": plain("kilowatt"), "kWh": Noun("kilowattheure", "kilowattheures"),
        "kWh/m²": Noun("kilowattheure par mètre carré", "kilowattheures par mètre carré"),
        "kWh/m²a": Noun("kilowattheure par mètre carré et par an", "kilowattheures par mètre carré et par an"),
        "°C": Noun("degré Celsius", "degrés Celsius"), "°F": Noun("degré Fahrenheit", "degrés Fahrenheit"),
        "km/h": Noun("kilomètre à l'heure", "kilomètres à l'heure"), "%": same("pour cent"), "kg": plain("kilogramme"),
        "g": plain("gramme"), "mg": plain("milligramme"), "l": plain("litre"), "ml": plain("millilitre"),
        "min": plain("minute", feminine=True), "h": plain("heure", feminine=True),
    },
    per={
        "/m²": "le mètre carré", "/mois": "par mois", "/an": "par an", "/nuit": "par nuit", "/jour": "par jour",
        "/semaine": "par semaine",
    },
    phrases={
        "p. ex.": "par exemple", "c.-à-d.": "c'est-à-dire", "etc.": "et cetera", "env.": "environ", "ca.": "environ",
    },
    before_digits={"n°": "numéro", "N°": "numéro", "nº": "numéro", "Nº": "numéro", "No.": "numéro", "no.": "numéro"},
    before_name={
        "av.": "avenue", "Av.": "Avenue", "bd.": "boulevard", "Bd.": "Boulevard", "bd": "boulevard", "Bd": "Boulevard",
        "pl.": "place", "Pl.": "Place", "M.": "Monsieur", "Mme": "Madame", "Mlle": "Mademoiselle",
    },
    ordinals={"er": "m", "re": "f", "ère": "f", "e": "m", "ème": "m"},
)

SPANISH = Language(
    NumberWords(
        "es",
        ".",
        ",",
        "coma",
        5,
        ("un", "una"),
        masculine={"uno": "un", "veintiuno": "veintiún"},
        feminine={"uno": "una", "veintiuno": "veintiuna", "quinientos": "quinientas"}
        | {
            f"{hundreds}cientos": f"{hundreds}cientas"
            for hundreds in ("dos", "tres", "cuatro", "seis", "sete", "ocho", "nove")
        },
        of=("de ", "de "),
    ),
    Signs(both="y", to="a", plus="más", minus="menos", by="por"),
    currencies={
        "EUR": plain("euro"), "$": Noun("dólar", "dólares"), "USD": Noun("dólar", "dólares"),
        "GBP": plain("libra", feminine=True), "CHF": Noun("franco suizo", "francos suizos"),
        "BRL": Noun("real", "reales"), "JPY": Noun("yen", "yenes"), "INR": plain("rupia", feminine=True),
        "AED": Noun("dírham", "dírhams"),
    },
    cents={
        "EUR": plain("céntimo"), "$": plain("centavo"), "USD": plain("centavo"), "GBP": Noun("penique", "peniques"),
        "CHF": plain("céntimo"), "BRL": plain("centavo"),
    },
    magnitudes={
        "M": Noun("millón", "millones"), "millón": Noun("millón", "millones"), "millones": Noun("millón", "millones"),
    },
    units={
        "m²": Noun("metro cuadrado", "metros cuadrados"), "km²": Noun("kilómetro cuadrado", "kilómetros cuadrados"),
        "ft²": Noun("pie cuadrado", "pies cuadrados"), "m³": Noun("metro cúbico", "metros cúbicos"),
        "km": plain("kilómetro"), "m": plain("metro"), "cm": plain("centímetro"), "mm": plain("milímetro"),
        "ha": plain("hectárea", feminine=True), "kW": Noun("kilovatio", "kilovatios"),
        "kWh": Noun("kilovatio hora", "kilovatios hora"),
        "kWh/m²": Noun("kilovatio hora por metro cuadrado", "kilovatios hora por metro cuadrado"),
        "kWh/m²a": Noun("kilovatio hora por metro cuadrado y año", "kilovatios hora por metro cuadrado y año"),
        "°C": Noun("grado centígrado", "grados centígrados"), "°F": Noun("grado Fahrenheit", "grados Fahrenheit"),
        "km/h": Noun("kilómetro por hora", "kilómetros por hora"), "%": same("por ciento"), "kg": plain("kilogramo"),
        "g": plain("gramo"), "mg": plain("miligramo"), "l": plain("litro"), "ml": plain("mililitro"),
        "min": plain("minuto"), "h": plain("hora", feminine=True),
    },
    per={
        "/m²": "por metro cuadrado", "/mes": "al mes", "/año": "al año", "/noche": "por noche", "/día": "al día",
        "/semana": "por semana",
    },
    phrases={"p. ej.": "por ejemplo", "etc.": "etcétera", "aprox.": "aproximadamente", "EE. UU.": "Estados Unidos"},
    before_digits={"n.º": "número", "N.º": "número", "nº": "número", "Nº": "número", "n°": "número", "núm.": "número"},
    before_name={
        "C/": "Calle", "c/": "calle", "Avda.": "Avenida", "Av.": "Avenida", "Pl.": "Plaza", "Pza.": "Plaza",
        "Sr.": "Señor", "Sra.": "Señora", "Dr.": "Doctor", "Dra.": "Doctora",
    },
    ordinals={"º": "m", "ª": "f", ".º": "m", ".ª": "f"},
    unsure_ordinals=frozenset({"primero", "tercero"}),
)

ITALIAN = Language(
    NumberWords("it", ".", ",", "virgola", 5, ("un", "una"), of=("di ", "di ")),
    Signs(both="e", to="a", plus="più", minus="meno", by="per"),
    currencies={
        "EUR": same("euro"), "$": Noun("dollaro", "dollari"), "USD": Noun("dollaro", "dollari"),
        "GBP": Noun("sterlina", "sterline", feminine=True), "CHF": Noun("franco svizzero", "franchi svizzeri"),
        "BRL": Noun("real", "real"), "JPY": same("yen"), "INR": Noun("rupia", "rupie", feminine=True),
        "AED": same("dirham"),
    },
    cents={
        "EUR": Noun("centesimo", "centesimi"), "$": Noun("centesimo", "centesimi"),
        "USD": Noun("centesimo", "centesimi"), "GBP": Noun("penny", "pence"), "CHF": Noun("centesimo", "centesimi"),
        "BRL": same("centavos"),
    },
    magnitudes={
        "M": Noun("milione", "milioni"), "mln": Noun("milione", "milioni"), "milione": Noun("milione", "milioni"),
        "milioni": Noun("milione", "milioni"), "mld": Noun("miliardo", "miliardi"),
        "miliardi": Noun("miliardo", "miliardi"),
    },
    units={
        "m²": Noun("metro quadrato", "metri quadrati"), "km²": Noun("chilometro quadrato", "chilometri quadrati"),
        "ft²": Noun("piede quadrato", "piedi quadrati"), "m³": Noun("metro cubo", "metri cubi"),
        "km": Noun("chilometro", "chilometri"), "m": Noun("metro", "metri"), "cm": Noun("centimetro", "centimetri"),
        "mm": Noun("millimetro", "millimetri"), "ha": Noun("ettaro", "ettari"), "kW": same("kilowatt"),
        "kWh": same("kilowattora"), "kWh/m²": same("kilowattora per metro quadrato"),
        "kWh/m²a": same("kilowattora per metro quadrato all'anno"), "°C": Noun("grado Celsius", "gradi Celsius"),
        "°F": Noun("grado Fahrenheit", "gradi Fahrenheit"), "km/h": Noun("chilometro orario", "chilometri orari"),
        "%": same("per cento"), "kg": Noun("chilogrammo", "chilogrammi"), "g": Noun("grammo", "grammi"),
        "mg": Noun("milligrammo", "milligrammi"), "l": Noun("litro", "litri"), "ml": Noun("millilitro", "millilitri"),
        "min": Noun("minuto", "minuti", feminine=False), "h": Noun("ora", "ore", feminine=True),
    },
    per={
        "/m²": "al metro quadrato", "/mq": "al metro quadrato", "/mese": "al mese", "/anno": "all'anno",
        "/notte": "a notte", "/giorno": "al giorno", "/settimana": "a settimana",
    },
    phrases={
        "ad es.": "ad esempio", "p. es.": "per esempio", "ecc.": "eccetera", "ca.": "circa", "etc.": "eccetera",
    },
    before_digits={"n°": "numero", "N°": "numero", "nº": "numero", "n.": "numero", "N.": "numero", "No.": "numero"},
    before_name={
        "V.le": "Viale", "P.zza": "Piazza", "P.za": "Piazza", "C.so": "Corso", "L.go": "Largo", "Sig.": "Signor",
        "Sig.ra": "Signora", "sig.": "signor", "sig.ra": "signora", "Dott.": "Dottor", "Dott.ssa": "Dottoressa",
        "Prof.": "Professor", "Prof.ssa": "Professoressa",
    },
    ordinals={"º": "m", "ª": "f"},
)

PORTUGUESE = Language(
    NumberWords(
        "pt",
        ".",
        ",",
        "vírgula",
        5,
        ("um", "uma"),
        of=("de ", "de "),
        feminine={"um": "uma", "dois": "duas", "quinhentos": "quinhentas", "duzentos": "duzentas"}
        | {f"{start}entos": f"{start}entas" for start in ("trez", "quatroc", "seisc", "setec", "oitoc", "novec")},
    ),
    Signs(both="e", to="a", plus="mais", minus="menos", by="por"),
    currencies={
        "EUR": plain("euro"), "$": Noun("dólar", "dólares"), "USD": Noun("dólar", "dólares"),
        "GBP": plain("libra", feminine=True), "CHF": Noun("franco suíço", "francos suíços"),
        "BRL": Noun("real", "reais"), "JPY": Noun("iene", "ienes"), "INR": plain("rupia", feminine=True),
        "AED": plain("dirham"),
    },
    cents={
        "EUR": plain("cêntimo"), "$": plain("cêntimo"), "USD": plain("cêntimo"), "GBP": Noun("péni", "pence"),
        "CHF": plain("cêntimo"), "BRL": plain("centavo"),
    },
    magnitudes={
        "M": Noun("milhão", "milhões"), "mi": Noun("milhão", "milhões"), "milhão": Noun("milhão", "milhões"),
        "milhões": Noun("milhão", "milhões"),
    },
    units={
        "m²": Noun("metro quadrado", "metros quadrados"), "km²": Noun("quilómetro quadrado", "quilómetros quadrados"),
        "ft²": Noun("pé quadrado", "pés quadrados"), "m³": Noun("metro cúbico", "metros cúbicos"),
        "km": plain("quilómetro"), "m": plain("metro"), "cm": plain("centímetro"), "mm": plain("milímetro"),
        "ha": Noun("hectare", "hectares"), "kW": Noun("quilowatt", "quilowatts"),
        "kWh": Noun("quilowatt-hora", "quilowatts-hora"),
        "kWh/m²": Noun("quilowatt-hora por metro quadrado", "quilowatts-hora por metro quadrado"),
        "kWh/m²a": Noun("quilowatt-hora por metro quadrado e ano", "quilowatts-hora por metro quadrado e ano"),
        "°C": Noun("grau Celsius", "graus Celsius"), "°F": Noun("grau Fahrenheit", "graus Fahrenheit"),
        "km/h": Noun("quilómetro por hora", "quilómetros por hora"), "%": same("por cento"), "kg": plain("quilograma"),
        "g": plain("grama"), "mg": plain("miligrama"), "l": plain("litro"), "ml": plain("mililitro"),
        "min": plain("minuto"), "h": plain("hora", feminine=True),
    },
    per={
        "/m²": "por metro quadrado", "/mês": "por mês", "/ano": "por ano", "/noite": "por noite", "/dia": "por dia",
        "/semana": "por semana",
    },
    phrases={
        "p. ex.": "por exemplo", "etc.": "et cetera", "aprox.": "aproximadamente", "na R.": "na Rua", "da R.": "da Rua",
    },
    before_digits={
        "n.º": "número", "N.º": "número", "nº": "número", "Nº": "número", "n°": "número", "n.°": "número",
    },
    before_name={
        "Av.": "Avenida", "Pç.": "Praça", "Pça.": "Praça", "Sr.": "Senhor", "Sra.": "Senhora", "Dr.": "Doutor",
        "Dra.": "Doutora", "Prof.": "Professor", "Profa.": "Professora",
    },
    ordinals={"º": "m", "ª": "f", ".º": "m", ".ª": "f"},
)
# fmt: on
