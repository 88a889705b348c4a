"""The word lists of this room, so that the rules beside them stay readable: one list a purpose."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    """Split a list: items behind commas or, without commas, words."""
    return frozenset(item.strip() for item in (text.split(",") if "," in text else text.split()) if item.strip())


# Small words and titles inside a name.
PARTICLES = _words(
    """
    van de der den het 't ’t ten ter te el al ben bin von da dos la le di du op in aan bij uit v.d. vd d' mevr. mevr
    mevrouw mw. mw dhr. dhr meneer heer dr. drs. ir. mr. prof. ing.
    """
)

# What opens a sentence with a colon, or heads a part of minutes: never a speaker.
NOT_SPEAKERS = _words(
    """
    kijk, luister, let op, nb, n.b, ps, p.s, conclusie, conclusies, punt, dus, ja, nee, maar, en, of, want,
    bijvoorbeeld, namelijk, oftewel, kortom, vraag, vragen, antwoord, actie, acties, actiepunt, actiepunten, besluit,
    besluiten, afspraak, afspraken, datum, tijd, plaats, locatie, onderwerp, titel, thema, agenda, agendapunt, doel,
    resultaat, voorbeeld, opmerking, opmerkingen, toelichting, samenvatting, inleiding, opening, sluiting, rondvraag,
    notitie, noot, pauze, stelling, tip, advies, idee, kern, reden, gevolg, probleem, oplossing, verder, eerst, daarna,
    ten eerste, ten tweede, ten derde, bron, quote, citaat, versie, bijlage, kenmerk, aanwezig, aanwezigen, afwezig,
    afgemeld, soort, groep, gemeente, organisatie, duur, opname, status, project, website, e-mail, email, telefoon,
    http, https, note, style, region, kind, language, verslag, transcript, context, situatie, taak, reflectie, vervolg,
    stap, ronde, deel, mening, feit, gevoel, nou, tja, oké, oke, precies, einde, begin, wat, wie, waar, hoe, waarom,
    wanneer, deelnemers, beleid, uitvoering, begeleiding, werkvorm, opdracht, casus, inzicht, les, lessen, belangrijk,
    kanttekening, welkom, mededelingen, ingekomen stukken, terugblik, vooruitblik, evaluatie, planning
    """
)

# Words of a sentence, which no name holds.
SENTENCE_WORDS = _words("is zijn was dat ik we je")

# A label with a number or letter behind it that names nobody in particular: SPREKER_01, Deelnemer 3.
GENERIC_SPEAKERS = (
    r"spreker|spreekster|speaker|spk|sp|deelnemer|participant|persoon|person|respondent|resp\.?|geïnterviewde|"
    r"testpersoon|gebruiker|cliënt|client|bewoner|inwoner|burger|jongere|ouder|student|klant|panellid|vrijwilliger|"
    r"interviewee|interviewer|int\.?|stem|onbekend|onbekende spreker|unknown speaker|unknown|man|vrouw|gast|p|r|s|u|b|d|e|i"
)
GENERIC_ALONE = _words(
    """
    spreker, speaker, deelnemer, respondent, geïnterviewde, interviewee, onbekend, onbekende spreker, unknown,
    unknown speaker
    """
)
# Who somebody is to others: in a file where every line has a label, one that speaks only once.
BY_RELATION = _words(
    """
    dochter zoon moeder vader ma pa oma opa zus broer partner man vrouw echtgenoot echtgenote tante oom neef nicht
    buurvrouw buurman buur vriend vriendin tolk mantelzorger collega begeleidster bezoeker bezoekster stagiaire stagiair
    mama papa mam pap mem heit kleinzoon kleindochter stiefvader stiefmoeder pleegvader pleegmoeder pleegouder zwager
    schoonzus schoonmoeder schoonvader schoonzoon schoondochter kind ouder ouders verzorger verzorgster
    """
)
# Who is a person and no more than that.
BY_LOOKS = _words(
    "man vrouw jongen meisje meid kerel heer dame meneer mevrouw mens iemand ander jongeman bejaarde peuter"
)
# What the one who typed a transcript puts between the turns: nobody said it there.
TYPED = (
    r"opmerking(?:en)?|opm\.?|noot(?: \w+){0,3}|notitie|aantekening(?:en)?|n\.?b\.?|actie(?:punt(?:en)?)?|besluit(?:en)?|"
    r"afspraak|afspraken|pauze|thema|onderwerp|agendapunt(?: \d+)?|"
    r"volgende (?:vergadering|bijeenkomst|afspraak|overleg)|sluiting|einde"
)
# How minutes tell that somebody said something.
REPORTING = (
    r"meldt|meldde|deelt mee|deelde mee|geeft aan|gaf aan|licht toe|lichtte toe|merkt op|merkte op|stelt voor|stelde voor|stelt dat|"
    r"vraagt|vroeg|antwoordt|antwoordde|reageert|reageerde|concludeert|benadrukt|informeert|zegt toe"
)
# Who speak at once: nobody of them said it alone.
CHORUS = _words(
    "allen, iedereen, meerdere sprekers, meerdere deelnemers, meerderen, verschillende sprekers, door elkaar, zaal"
)
# What stands in a column of speakers where nobody is named.
NOBODY = _words("anoniem, anonymous, onbekend, niet bekend, n.v.t, nvt, geen,") | {""}
NUMBERED_PARTS = (
    r"punt|vraag|stelling|agendapunt|stap|deel|optie|fase|thema|onderwerp|bijlage|casus|voorbeeld|tip|actie|besluit|"
    r"ronde|les|inzicht|regel|groep|tafel|dag|week|hoofdstuk|artikel|lid|nummer|nr\.?"
)

# First names that are missing from the lists in Faker, or are also a word.
MORE_FIRST_NAMES = _words(
    """
    fatma fatima mohammed mohamed ahmed ali hassan yusuf ayse aisha samira najoua khadija mustafa mehmet emine zeynep
    ewa agnieszka piotr ngozi kwame shanti rajesh priya roos wil mark joke daan storm mei henk piet kees corrie truus
    bep gerrit marieke sjaak riet hanneke ingrid nienke shirley tesfay abdi sevgi rashid linh dennis jolanda esther
    anouk chantal bert jon ada mo hilde
    """
)

# Words of a file name that are no group.
FILE_NAME_NOISE = _words(
    """
    verslag transcript transcriptie notulen opname def definitief concept versie kopie copy bijeenkomst sessie van de
    het met en gesprek factsheet citaten uitspraken test bestand deel audio export final ruw anoniem bewerkt otter teams
    zoom meeting groep per der auto dag ochtend middag data tabel quotes kort lang nieuw nieuwe oud document tekst
    gespreksverslag interview
    """
)

# Acronyms that keep their capitals.
ACRONYMS = _words(
    """
    HR UWV SVB VNG WMO WIA WW AOW GGD GGZ CAO ZZP MBO HBO WO MT OR ROC SUA EAPN LCR NGO ICT AVG BSN ID IPS GR RMC OCW
    SZW VWS PW NL EU TV SWF WSW CIZ CJG IOAW IOAZ WLZ
    """
)
# Names that a text in capitals hides and that deserve their capital back.
PROPER_NAMES = _words(
    """
    Participatiewet Jeugdwet Nederland Nederlands Nederlandse Divosa Movisie Europa Turks Turkse Marokkaans Marokkaanse
    Arabisch Engels Duits Pools Pasen Kerst Sinterklaas
    """
)
# First parts that keep their hyphen: niet-westers, oud-collega.
HYPHENATED = _words("niet non ex oud pro anti semi bijna sociaal co zzp hr")

# Headings of a factsheet, in capitals.
FACTSHEET_HEADINGS = _words(
    """
    GOED VOORBEELD, GOEDE VOORBEELDEN, AANZET TOT REFLECTIE, REFLECTIE, REFLECTIEVRAGEN, REFLECTIEVRAAG, BEGRIPPEN,
    BEGRIP, OM OVER NA TE DENKEN, PRAKTIJKVOORBEELD, PRAKTIJKVOORBEELDEN,
    VOORBEELD UIT DE PRAKTIJK, TIP, TIPS, TIPS UIT DE PRAKTIJK, INZICHT, INZICHTEN, CITATEN, CITAAT, VRAGEN,
    VRAAG VOOR JEZELF, VRAGEN VOOR JEZELF, IN HET KORT, SAMENVATTING, CONCLUSIE, AANBEVELING, AANBEVELINGEN,
    PROCESSTAPPEN, COLOFON, MEER WETEN, AAN DE SLAG, STOF TOT NADENKEN, DENKVRAAG, DENKVRAGEN, BESPREEKVRAGEN,
    GESPREKSVRAGEN
    """
)
# What stands before something between quotation marks that is a title or a term, and no quote.
TITLED = (
    r"rapport|boek|boekje|film|podcast|methode|artikel|brochure|publicatie|training|project|website|factsheet|"
    r"handreiking|lied|gedicht|workshop|cursus|nota|programma|campagne|onderzoek|titel|document|beleidsplan|serie|"
    r"documentaire|folder|thema|getiteld|heet|heette|genaamd|handboek|notitie|poster|slogan|motto|begrip|term|woord|"
    r"zin|uitdrukking|zogenaamde|zogeheten|blog|leidraad|toolkit|spel|werkvorm|oefening|lezing|pilot"
)
SAYING = r"zegt|zei|vertelt|vertelde|aldus|vroeg|vraagt|riep|noemde|verwoordt|merkte|schreef|antwoordde"
