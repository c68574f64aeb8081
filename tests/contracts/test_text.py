"""Bytes of dropped files become text, or a sentence with line and column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropd.contracts.text import decode_text
from dropd.errors import SyntaxFault


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_usual_encoding_gives_the_same_text(encoding: str) -> None:
    assert decode_text("Straße\n".encode(encoding), "a.json") == "Straße\n"


def test_line_ends_of_windows_become_plain_ones() -> None:
    assert decode_text(b"a\r\nb\rc", "a.json") == "a\nb\nc"


def test_latin_1_is_told_with_its_place_and_a_way_out() -> None:
    with pytest.raises(SyntaxFault) as caught:
        decode_text(b"a: 1\r\nstreet: Stra\xdfe", "render.yaml")
    assert (caught.value.line, caught.value.column) == (2, 13)
    assert "Save it as UTF-8" in caught.value.hint


def test_a_file_of_zeros_is_a_copy_that_was_broken_off() -> None:
    with pytest.raises(SyntaxFault, match="its copy was broken off"):
        decode_text(bytes(100), "scenes.json")
    with pytest.raises(SyntaxFault, match="not text in UTF-8"):
        decode_text(b"{" + bytes(100), "scenes.json")


def test_a_document_of_a_word_processor_is_told_as_one() -> None:
    with pytest.raises(SyntaxFault, match=r"render\.yaml is a document with fonts and colours \(RTF\), not plain text"):
        decode_text(rb"{\rtf1\ansi\ansicpg1252 renderOptions:}", "render.yaml")


@given(st.binary(max_size=200), st.sampled_from([b"", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"]))
def test_any_bytes_are_text_or_a_syntax_fault(data: bytes, mark: bytes) -> None:
    try:
        text = decode_text(mark + data, "a.json")
    except SyntaxFault:
        return
    assert "\r" not in text
