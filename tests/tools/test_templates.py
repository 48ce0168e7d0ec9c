"""Nothing inline in templates."""

import pytest

from tools.rules.templates import check

INLINE = [
    "<scr" + "ipt>alert(1)</script>",
    "<scr" + 'ipt\n nonce="{{ n }}">x</script>',
    "<sty" + "le>p{}</style>",
    '<p class="a" sty' + 'le="color:red">',
    "<p {% if a > b %}sty" + 'le="{{ x }}"{% endif %}>',
    "<button oncl" + 'ick="go()">',
    "<div hx-o" + 'n:click="go()">',
    '<a href="javasc' + 'ript:go()">',
]


@pytest.mark.parametrize("text", INLINE)
def test_inline_code_is_caught_with_its_line(plant, text):
    found = check(plant({"src/sellerdesk/ui/templates/ui/a.html": f"<p>\n{text}"}))
    assert [finding.line for finding in found] == [2]


def test_files_data_and_comments_pass(plant):
    text = (
        '<script src="{% static \'a.js\' %}" defer></script>\n<script type="application/json">{}</script>\n'
        '<p data-style="x" one="1">on = style</p>{# <sty'
        + "le> #}{% comment %}<scr"
        + "ipt>{% endcomment %}\n"
    )
    assert check(plant({"src/sellerdesk/ui/templates/ui/a.html": text})) == []
