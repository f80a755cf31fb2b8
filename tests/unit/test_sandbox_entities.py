"""Markup is parsed as Telegram parses it: UTF-16 offsets, nesting, trimming, refusals."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.entities import read_text
from sandbox.entities_html import parse_html
from sandbox.entities_render import to_html, to_page
from sandbox.errors import ApiError
from sandbox.utf16 import Span, ordered, units

Json = dict[str, Any]


def html(text: str) -> tuple[str, list[Json]]:
    return read_text(text, "HTML", None)


def kinds(entities: list[Json]) -> list[tuple[str, int, int]]:
    return [(e["type"], e["offset"], e["length"]) for e in entities]


def test_bold_and_italic_nest() -> None:
    text, entities = html("<b>Crew <i>two</i></b>")
    assert text == "Crew two"
    assert kinds(entities) == [("bold", 0, 8), ("italic", 5, 3)]


def test_offsets_count_utf16_units() -> None:
    text, entities = html("🚓 <b>Night</b>")
    assert text == "🚓 Night"
    assert kinds(entities) == [("bold", 3, 5)]


def test_references_are_resolved_and_unknown_ones_kept() -> None:
    assert html("&lt;&amp;&gt; &quot;a&quot; &#65;&#x42; &nbsp;")[0] == '<&> "a" AB &nbsp;'


def test_every_tag_of_the_dialect() -> None:
    source = (
        "<strong>a</strong><em>b</em><ins>c</ins><u>d</u><del>e</del><strike>f</strike><s>g</s>"
        '<tg-spoiler>h</tg-spoiler><span class="tg-spoiler">i</span><code>j</code><pre>k</pre>'
        "<blockquote>l</blockquote><blockquote expandable>m</blockquote>"
        '<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>'
    )
    found = [kind for kind, _, _ in kinds(html(source)[1])]
    assert found == [
        *("bold", "italic", "underline", "underline"),
        *("strikethrough", "strikethrough", "strikethrough", "spoiler", "spoiler"),
        *("code", "pre", "blockquote", "expandable_blockquote", "custom_emoji"),
    ]


def test_code_block_keeps_its_language() -> None:
    _, entities = html('<pre><code class="language-python">x = 1</code></pre>')
    assert entities == [{"offset": 0, "length": 5, "type": "pre", "language": "python"}]


def test_link_without_an_address_is_plain_text() -> None:
    assert html('<a href="nowhere">x</a>') == ("x", [])


def test_link_to_a_person_is_a_mention() -> None:
    _, entities = html('<a href="tg://user?id=1001">Ann</a>')
    assert entities == [{"offset": 0, "length": 3, "type": "text_mention", "user": {"id": 1001}}]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("é<big>x</big>", 'Unsupported start tag "big" at byte offset 2'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a =x>y</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x_y>z</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
    ],
)
def test_faulty_html_is_refused_in_telegrams_words(source: str, reason: str) -> None:
    with pytest.raises(ApiError) as refused:
        html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


def test_text_is_trimmed_with_its_entities() -> None:
    text, entities = html("  \n<b>Go </b> \n ")
    assert text == "Go"
    assert kinds(entities) == [("bold", 0, 2)]


def test_control_characters_vanish() -> None:
    assert read_text("a\r\nb\tc\x00d", None, None)[0] == "a\nb c d"


def test_telegram_finds_commands_mentions_links_and_addresses() -> None:
    text = "/start@demo_bot @ann_example https://example.org/a?b=1, #rota ann@example.org"
    found = kinds(read_text(text, None, None)[1])
    assert [kind for kind, _, _ in found] == ["bot_command", "mention", "url", "hashtag", "email"]
    assert found[2] == ("url", 29, 25)


def test_nothing_is_found_inside_code() -> None:
    assert kinds(html("<code>/start</code>")[1]) == [("code", 0, 6)]


def test_given_entities_are_kept_and_found_kinds_ignored() -> None:
    given_list = [
        {"type": "bold", "offset": 0, "length": 2},
        {"type": "mention", "offset": 0, "length": 2},
    ]
    assert kinds(read_text("Hello", None, given_list)[1]) == [("bold", 0, 2)]


def test_entity_beyond_the_text_is_refused() -> None:
    with pytest.raises(ApiError, match="ends after the end of the text at UTF-16 offset 9"):
        read_text("Hello", None, [{"type": "bold", "offset": 0, "length": 9}])


def test_unknown_parse_mode_is_refused() -> None:
    with pytest.raises(ApiError, match="unsupported parse_mode"):
        read_text("x", "BBCode", None)


def test_markdown_v2() -> None:
    source = "*b _i __u__ ~s~ ||p||_* `c\\*` [l](https://example.org/\\)x)\n>one\n>two\nend\\."
    text, entities = read_text(source, "MarkdownV2", None)
    assert text == "b i u s p c* l\none\ntwo\nend."
    assert [e["type"] for e in entities] == [
        *("bold", "italic", "underline", "strikethrough", "spoiler"),
        *("code", "text_link", "blockquote"),
    ]


def test_markdown_v2_code_block_and_folded_quote() -> None:
    text, entities = read_text("```py\nx=1```\n>a\n>b||", "MarkdownV2", None)
    assert text == "x=1\na\nb"
    assert entities[0] == {"offset": 0, "length": 3, "type": "pre", "language": "py"}
    assert entities[1]["type"] == "expandable_blockquote"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("Shift ends.", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("a > b", "Character '>' is reserved and must be escaped with the preceding '\\'"),
        ("*bold", "Can't find end of Bold entity at byte offset 0"),
        ("[x](http://a.b", "Can't find end of a URL at byte offset 4"),
        ("![x](https://a.b)", "Invalid tg://emoji or tg://time URL specified"),
    ],
)
def test_faulty_markdown_v2_is_refused(source: str, reason: str) -> None:
    with pytest.raises(ApiError) as refused:
        read_text(source, "MarkdownV2", None)
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


def test_old_markdown() -> None:
    source = "*b* _i_ `c` [l](https://example.org) \\* ```py\nx```"
    text, entities = read_text(source, "Markdown", None)
    assert text == "b i c l * x"
    assert [e["type"] for e in entities] == ["bold", "italic", "code", "text_link", "pre"]
    with pytest.raises(ApiError, match="Can't find end of the entity starting at byte offset 2"):
        read_text("a *b", "Markdown", None)


def test_page_html_is_safe() -> None:
    text, entities = html('<a href="https://example.org/?a=1&amp;b=2">&lt;b&gt;</a>\nx')
    page = to_page(text, entities)
    assert page == (
        '<a href="https://example.org/?a=1&amp;b=2" target="_blank" '
        'rel="noopener noreferrer">&lt;b&gt;</a><br>x'
    )
    script = [{"type": "text_link", "offset": 0, "length": 1, "url": "javascript:alert(1)"}]
    assert "javascript" not in to_page("x", script)


def test_overlapping_entities_still_give_balanced_html() -> None:
    entities = [
        {"type": "bold", "offset": 0, "length": 3},
        {"type": "italic", "offset": 2, "length": 3},
    ]
    assert to_html("abcde", entities) == "<b>ab<i>c</i></b><i>de</i>"


STYLES = ("bold", "italic", "underline", "strikethrough", "spoiler", "code")
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.sampled_from("<>&\"'😀é"),
    min_size=1,
    max_size=20,
)


@st.composite
def styled(draw: st.DrawFn) -> tuple[str, list[Span]]:
    """A text of pieces, each plain, in one style, in two nested ones, or a link."""
    text, spans = "", []
    for _ in range(draw(st.integers(0, 6))):
        piece = draw(WORDS)
        start, length = units(text), units(piece)
        text += piece
        chosen = draw(st.lists(st.sampled_from(STYLES), max_size=2, unique=True))
        if draw(st.booleans()):
            spans.append(Span(start, length, "text_link", {"url": "https://example.org/a?b&c"}))
        spans += [Span(start, length, style) for style in chosen]
    return text, ordered(spans)


@given(styled())
def test_html_of_entities_parses_back_to_the_same(case: tuple[str, list[Span]]) -> None:
    text, spans = case
    entities = [{"offset": s.offset, "length": s.length, "type": s.kind, **s.extra} for s in spans]
    again, found = parse_html(to_html(text, entities))
    assert again == text
    assert found == spans


@given(WORDS)
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    assert parse_html(to_html(text, [])) == (text, [])


@given(st.text(st.sampled_from("<>/abi= \"'&;#x1_*`[]()~|>!.\\\n😀"), max_size=40))
def test_any_markup_parses_or_is_refused(text: str) -> None:
    for mode in ("HTML", "Markdown", "MarkdownV2"):
        try:
            shown, entities = read_text(text, mode, None)
        except ApiError as refused:
            assert "can't parse entities" in refused.description  # noqa: PT017
        else:
            assert all(0 <= e["offset"] < units(shown) for e in entities)
            assert all(e["offset"] + e["length"] <= units(shown) for e in entities)
