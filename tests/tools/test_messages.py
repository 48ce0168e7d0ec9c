"""Extraction and compilation of translation catalogues."""

import gettext

from tools import messages

PYTHON = (
    'a = gettext_noop("One")\nb = Message("Two {n}", {})\nc = ngettext("Three", "Threes", n)\n'
    'd = pgettext("month", "May")\ne = _("Five" " and more")\nf = gettext(variable)\ng = other("Six")\n'
)
TEMPLATE = (
    '{% load i18n %}<a title="{% translate "Seven" %}">{% blocktranslate trimmed %}\n  Eight {{ n }}\n'
    "{% endblocktranslate %}"
    "{% blocktranslate count n=k %}One ({{ n }}){% plural %}All{% endblocktranslate %}\n"
)
MAPPING = "mapping: a\ntitle: Shops\nparameters: {p: {meaning: Which of them, default: x, choices: [x, y]}}\n"
PACK = "id: a\ntitle: A pack\nmetrics:\n  - id: b\n    note: A note\n    window: {days: 1}\n"


def _singulars(tree, package):
    return {text.singular for text in messages.texts(tree.root, package)}


def test_marked_texts_of_python_are_found_and_nothing_else(plant):
    found = _singulars(plant({"src/sellerloop/a.py": PYTHON}), "sellerloop")
    assert found == {"One", "Two {n}", "Three", "May", "Five and more"}


def test_marked_texts_of_templates_are_found(plant):
    tree = plant({"src/sellerdesk/ui/templates/ui/a.html": TEMPLATE})
    assert _singulars(tree, "sellerdesk") == {"Seven", "Eight %(n)s", "One (%(n)s)"}


def test_what_follows_and_what_proves_a_case_in_packs_is_found(plant):
    follows = "consequences: [{id: c, of: listings}, {id: d}]\nappeals: [{evidence: {late scan: [a scan]}}]\n"
    tree = plant({"src/sellerloop/scores/packs/a.yaml": PACK + follows})
    assert _singulars(tree, "sellerloop") >= {"listings", "late scan", "a scan"}


def test_titles_and_notes_of_packs_are_found(plant):
    tree = plant({"src/sellerloop/scores/packs/a.yaml": PACK})
    assert _singulars(tree, "sellerloop") == {"A pack", "A note"}


def test_what_a_mapping_reads_and_what_can_be_chosen_is_found(plant):
    tree = plant({"src/sellerloop/lake/mappings/a.yaml": MAPPING})
    assert _singulars(tree, "sellerloop") == {"Shops", "Which of them"}


def test_an_update_keeps_translations_adds_new_texts_and_drops_unused_ones(plant):
    tree = plant({"src/sellerloop/a.py": 'a = gettext_noop("One")\nb = gettext_noop("Old")\n'})
    messages.update(tree.root)
    path = messages.catalogue(tree.root, "sellerloop", "vi")
    path.write_text(
        path.read_text("utf-8").replace('msgid "One"\nmsgstr ""', 'msgid "One"\nmsgstr "Một"'), "utf-8"
    )
    plant({"src/sellerloop/a.py": 'a = gettext_noop("One")\nb = gettext_noop("New")\n'})
    messages.update(tree.root)
    held = messages.read(path, "vi")
    assert {message.id: message.string for message in held if message.id} == {"One": "Một", "New": ""}
    assert not held.fuzzy


def test_compiled_catalogues_speak(plant):
    tree = plant({"src/sellerloop/a.py": 'a = gettext_noop("One")\n'})
    messages.update(tree.root)
    path = messages.catalogue(tree.root, "sellerloop", "zh_Hans")
    path.write_text(
        path.read_text("utf-8").replace('msgid "One"\nmsgstr ""', 'msgid "One"\nmsgstr "一"'), "utf-8"
    )
    messages.compile_all(tree.root)
    with path.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("One") == "一"
