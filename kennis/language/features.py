"""What the tagger looks at: features of one word form, and of two words side by side.

Every feature belongs to a word *type*, not to a place in a sentence. That is what makes the tagger
fast: the scores of a type are added up once and remembered, and tagging is a matter of looking up
rows (see `tagger`). Training and tagging share this file, so they cannot drift apart.
"""

from __future__ import annotations

from kennis.language.paradigm import paradigm, simple_lemma

SEPARATOR = "\x1f"
FIRST = "^"  # marks a sentence's first word: its capital says nothing
BORDER = "<s>"
# Names by the treebank's rules, and written small.
CALENDAR = frozenset(
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari februari maart april mei juni juli augustus "
    "september oktober november december".split()
)
SOURCE = "X"  # begins the features of the older treebank


def word_key(form: str, *, is_first: bool) -> str:
    """Return the type of a word form: the form itself, marked when its capital only opens a sentence."""
    return FIRST + form if is_first and form[:1].isupper() and form[1:].islower() else form


def word_features(key: str) -> list[str]:
    """Return the features of a word type: form, lemma, beginning, ending, shape and other forms."""
    form = key[1:] if key.startswith(FIRST) and len(key) > 1 else key
    low = form.lower()
    shape = _shape(key, form)
    mask, change = paradigm(low)
    features = ["w=" + low, "l=" + simple_lemma(low), "h=" + shape]
    features += [f"s{n}={low[-n:]}" for n in (1, 2, 3, 4, 5, 6) if len(low) > n]
    features += [f"p{n}={low[:n]}" for n in (1, 2, 3, 4, 5) if len(low) > n]
    features += ["s3h=" + low[-3:] + shape, "m=" + mask, "mh=" + mask + shape, "ms=" + mask + low[-2:]]
    features += ["d=" + change, "md=" + mask + change, "dh=" + change + shape]
    return features + ["b" + sign for sign in mask if sign != "-"]


def neighbour_features(key: str, place: str) -> list[str]:
    """Return the features a word type lends to the word beside it (`place` is `-1` or `+1`)."""
    form = key.lstrip(FIRST) or key
    low = form.lower()
    return [
        f"w{place}={low}",
        f"l{place}={simple_lemma(low)}",
        f"s2{place}={low[-2:]}",
        f"s3{place}={low[-3:]}",
        f"h{place}={_shape(key, form)}",
        f"m{place}={paradigm(low)[0]}",
    ]


def far_features(key: str, place: str) -> list[str]:
    """Return the features a word type lends to the word two places on (`place` is `-2` or `+2`)."""
    low = (key.lstrip(FIRST) or key).lower()
    return [f"w{place}={low}", f"s2{place}={low[-2:]}", f"m{place}={paradigm(low)[0]}"]


def source_features(features: list[str]) -> list[str]:
    """Return a second set of features for words of an older treebank, so that its habits stay its own.

    What only that treebank does (*moet* as VERB) is learned by these; the tagger never sees them.
    """
    kept = ("w=", "l=", "h=", "m=", "s3", "w+1", "w-1")
    return [SOURCE + feature for feature in features if feature.startswith(kept)]


def pair_feature(left: str, right: str, place: str) -> str:
    """Return the feature of two neighbouring words, for the word at the right (`-`) or left (`+`) of them.

    Both words in lower case.
    """
    return f"b{place}={left}{SEPARATOR}{right}"


def split_pair(feature: str) -> tuple[str, str]:
    """Return the two words of a feature of `pair_feature`."""
    left, _, right = feature.partition("=")[2].partition(SEPARATOR)
    return left, right


def _shape(key: str, form: str) -> str:
    if key.startswith(FIRST) and len(key) > 1:
        return "first"
    if not any(letter.isalpha() for letter in form):
        return "digit" if any(letter.isdigit() for letter in form) else "mark"
    if any(letter.isdigit() for letter in form):
        return "mixed"
    if form.islower():
        return "low-" if "-" in form else "low"
    if form.isupper() and len(form) > 1:
        return "caps"
    return "Cap-" if "-" in form else "Cap"
