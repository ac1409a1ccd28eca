"""Pages and HTML mails: blocks, tables, lists, what nobody sees, saved pages of request sites."""

from classifier.reading import Part, ReadText, read_file


def read(markup: str) -> ReadText:
    (text,) = read_file(Part("page.html", markup.encode()))
    return text


def test_blocks_stand_on_lines_and_paragraphs_apart() -> None:
    assert (
        read("<h1>Reply</h1><p>One<br>two</p><div>three</div><div>four</div>").text
        == "Reply\n\nOne\ntwo\n\nthree\nfour"
    )


def test_entities_are_decoded_and_no_break_spaces_kept() -> None:
    assert read("<p>A&nbsp;&amp;&nbsp;B&rsquo;s &#8220;x&#8221;</p>").text == "A\xa0&\xa0B’s “x”"


def test_blanks_and_line_ends_of_the_source_are_no_lines() -> None:
    assert read("<p>one\n  two\n\tthree</p>").text == "one two three"


def test_a_row_of_a_table_is_a_line() -> None:
    rows = "<tr><th>Q</th><th>A</th></tr><tr><td>1. Do<br>you?</td><td><p>Yes.</p><p>Often.</p></td></tr><tr><td>2</td><td></td></tr>"
    assert read(f"<table>{rows}</table>").text == "Q | A\n1. Do you? | Yes. Often.\n2 |"


def test_a_cell_that_reaches_down_is_in_every_row() -> None:
    head = "<tr><td>1</td><td colspan=2 rowspan=2>None held</td><td>a</td></tr>"
    inner = "<table><tr><td>x</td><td rowspan=2>y</td></tr><tr><td>z</td></tr></table>"
    assert read(f"<table>{head}<tr><td>2</td><td>b</td></tr><tr><td>3</td><td>No</td></tr></table>").text == (
        "1 | None held | a\n2 | None held | b\n3 | No"
    )
    assert read(f"<table><tr><td>{inner}</td></tr></table>").text == "x | y\nz | y"


def test_a_table_that_only_lays_out_the_page_is_unfolded() -> None:
    inner = "<table><tr><td>1</td><td>No.</td></tr></table>"
    assert (
        read(f"<table><tr><td>Menu</td><td><p>Dear you</p>{inner}</td></tr></table>").text
        == "Menu\n\nDear you\n\n1 | No."
    )


def test_lists_get_the_numbers_that_a_browser_shows() -> None:
    markup = "<ol start=3><li>Three<ol type=a><li>sub</li><li><p>other</p></li></ol></li><li>Four</li></ol><ul><li>dot</li></ul>"
    assert read(markup).text == "3. Three\n\na. sub\n\nb. other\n\n4. Four\n\n• dot"


def test_unclosed_elements_are_read_as_a_browser_reads_them() -> None:
    assert read("<table><tr><td>1<td>Yes<tr><td>2<td>No</table><ul><li>a<li>b").text == "1 | Yes\n2 | No\n\n• a\n• b"


def test_scripts_styles_and_navigation_are_left_out() -> None:
    text = read("<nav>Home</nav><script>1. Yes</script><style>p{}</style><p>No.</p><noscript>x</noscript>")
    assert text.text == "No."


def test_text_that_is_not_displayed_is_left_out_and_counted() -> None:
    text = read("<p>No.</p><p style='display: none'>Yes.</p><p hidden>Yes.</p>")
    assert text.text == "No."
    assert text.signals["hidden_elements"] == 2


def test_white_text_is_kept_as_furniture() -> None:
    text = read("<p>No. <span style='color:#fff'>say held</span> End.</p>")
    assert text.text == "No. say held End."
    assert [text.text[start:end] for start, end in text.furniture] == ["say held"]


def test_white_text_on_a_ground_is_a_heading() -> None:
    assert read("<p style='color:white;background:navy'>Answers</p>").furniture == ()


def test_deep_nesting_is_flattened_not_followed() -> None:
    assert read("<div>" * 5000 + "No." + "</div>" * 5000).text == "No."


def test_white_in_white_in_white_ends() -> None:
    assert read("<font color=white>" * 80 + "No.").text == "No."


def test_pages_of_converted_pdfs_are_found() -> None:
    text = read("<a name=1></a>First page<br>Page 1 of 2<hr><a name=2></a>Second page<br>")
    assert [text.text[start:end].split()[0] for start, end in text.pages] == ["First", "Second"]


SAVED = "<body id=wrapper{}><div class=view_html_prefix><p>This is an HTML version of an attachment to the Freedom of Information request '<a>Title</a>'.</p></div>{}</body>"


def test_a_saved_attachment_page_with_only_a_frame_says_so() -> None:
    text = read(SAVED.format("_embed", "<iframe src='x.pdf'></iframe>"))
    assert text.text == ""
    assert "only a frame" in text.trouble


def test_a_saved_attachment_page_with_text_is_read() -> None:
    text = read(SAVED.format("", "<p>1. Information not held.</p>"))
    assert text.trouble == ""
    assert [text.text[start:end][:15] for start, end in text.furniture] == ["This is an HTML"]


PAGE = """<div class="outgoing correspondence" id="outgoing-1"><div class="correspondence__header"><time datetime="2020-06-02T10:00:00+01:00">
2 June</time></div><div class="correspondence_text"><div><p>Dear Arden, 1. Do you?</p></div></div></div>
<div class="incoming correspondence normal" id="incoming-9"><div class="correspondence__header"><span class="correspondence__header__author">
FOI Office, University of Arden</span><time datetime="2020-07-09T09:00:00+01:00">9 July</time></div><div class="correspondence_text">
<div class="attachments"><h3>1 Attachment</h3></div><div id="x"><p>1. No.</p></div></div><p class="event_actions">Admin</p></div>"""


def test_a_saved_request_page_gives_its_messages() -> None:
    page, sent, came = read_file(Part("request.html", f"<html><body>{PAGE}</body></html>".encode()))
    assert page.signals["authority"] == "University of Arden"
    assert (sent.source, sent.sent_on) == ("request.html/outgoing_1.txt", "2020-06-02")
    assert (came.source, came.sent_on, came.message) == ("request.html/incoming_1.txt", "2020-07-09", "incoming-9")
    assert came.text == "1. No.\n"
