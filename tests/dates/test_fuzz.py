"""Nothing raises, whatever is typed and whenever; a long text is refused at once; no hostile text is read."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.dates import Ambiguous, Outcome, Reading, Refused, Span, read
from bot.dates.canonical import LONGEST_CANONICAL
from bot.dates.gate import LANGUAGES
from bot.dates.lexicon import languages, tables
from bot.dates.normalise import LONGEST

NOW = datetime.fromisoformat("2026-05-13T10:00:00+08:00")

MOST_SECONDS = 0.005
"""What a text of 5,000 characters may take. Source: issue 3."""

WORDS = sorted({word for language in languages() for table in tables(language).values() for word in table})
MARKS = [
    "-",
    "–",
    "~",
    "..",
    ",",
    "、",
    "/",
    ".",
    ":",
    "(",
    ")",
    "'s",
    '"',
    "&",
    "+",
    "th",
    "%",
    "\u200b",
    "\u3000",
    " ",
]
NUMBERS = [
    "0",
    "1",
    "2",
    "5",
    "09",
    "12",
    "13",
    "29",
    "31",
    "32",
    "99",
    "366",
    "2000",
    "1999",
    "2026",
    "20260412",
    "9" * 30,
]
SHAPES = [
    *("2026-04-12", "2026/4/12", "12.4.2026", "4/12", "04-12", "2026-04", "2026-W16", "2026-W16-3", "2026-102", "Q1"),
    *("2025Q4", "H2", "T-2", "14:00", "2pm", "14:00-18:00", "UTC", "utc+8", "Asia/Shanghai", "P3D", "12th", "第2个"),
    *("四月十二日", "２０２６年", "5月", "6号", "上周", "周五", "mango", "芒果", "if", "\U0001f389", "<@U1>", "März"),
]
PIECES = st.one_of(st.sampled_from(WORDS), st.sampled_from(MARKS + NUMBERS + SHAPES), st.text(max_size=3))
PHRASES = st.tuples(st.sampled_from([" ", ""]), st.lists(PIECES, max_size=9)).map(lambda made: made[0].join(made[1]))

ZONES = st.sampled_from(
    ["Asia/Shanghai", "UTC", "America/Chicago", "Pacific/Kiritimati", "Europe/Paris", "Asia/Kolkata"]
)
NOWS = st.integers(0, 36_889).map(lambda day: datetime(2000, 1, 1, 12, tzinfo=UTC) + timedelta(days=day))
CALENDARS = st.sampled_from(["auto", "none", "CN", "US", "DE", "XX"])


def checked(outcome: Outcome, phrase: str) -> None:
    """What holds of every answer."""
    assert outcome.phrase == phrase
    spans: list[Span] = []
    match outcome:
        case Reading():
            for one in (outcome, *outcome.alternatives):
                assert one.ranges
                assert all(
                    a.end + timedelta(days=1) < b.start for a, b in zip(one.ranges, one.ranges[1:], strict=False)
                )
                assert all(str(note.text) for note in one.notes)
            spans = [part.span for part in outcome.parts]
        case Ambiguous():
            assert str(outcome.question)
        case Refused():
            assert str(outcome.message)
            spans = [*outcome.words, *(part.span for part in outcome.understood)]
    assert all(0 <= span.start < span.end <= len(phrase) for span in spans)


@settings(max_examples=1500, deadline=None)
@given(PHRASES, NOWS, ZONES, CALENDARS)
def test_no_row_of_known_words_raises(phrase: str, now: datetime, zone: str, calendar: str) -> None:
    checked(read(phrase, now, zone, calendar=calendar, languages=LANGUAGES), phrase)


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=40))
@example("\ud800")
@example("\0")
@example("\U0010ffff")
def test_no_text_raises(phrase: str) -> None:
    checked(read(phrase, NOW, "Asia/Shanghai", languages=LANGUAGES), phrase)


@given(
    PHRASES, st.sampled_from(["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00", "0004-02-29T12:00:00+00:00"])
)
def test_no_now_raises(phrase: str, now: str) -> None:
    checked(read(phrase, datetime.fromisoformat(now), "UTC"), phrase)


def fastest(do: Callable[[], object]) -> float:
    """Seconds of the fastest of some runs, for the machine may have other things to do."""
    times = []
    for _ in range(5):
        started = time.perf_counter()
        do()
        times.append(time.perf_counter() - started)
    return min(times)


LONG = {
    "letters": "a",
    "words": "yesterday ",
    "numbers": "1",
    "dashes": "-",
    "lists": "Apr 5, ",
    "ranges": "Apr 5-9, ",
    "brackets": "[",
    "Chinese": "上周一到",
    "numerals": "一",
    "emoji": "\U0001f389",
    "combining": "e\u0301",
    "invisible": "\u200b",
    "controls": "\x1b",
    "lines": "yesterday\n",
    "canonical": "2026-04-05, ",
    "almost canonical": "2026-04-05..2026-04-09, ",
}


@pytest.mark.parametrize("piece", LONG.values(), ids=LONG.keys())
@pytest.mark.parametrize("size", [LONGEST + 1, 5_000, 200_000])
def test_a_long_text_is_refused_at_once(piece: str, size: int) -> None:
    phrase = (piece * size)[:size]
    found = read(phrase, NOW, "Asia/Shanghai", languages=LANGUAGES)
    assert isinstance(found, Refused)
    if size <= 5_000:
        assert fastest(lambda: read(phrase, NOW, "Asia/Shanghai", languages=LANGUAGES)) < MOST_SECONDS


@pytest.mark.parametrize("piece", LONG.values(), ids=LONG.keys())
def test_the_longest_text_takes_no_longer_than_a_line_may(piece: str) -> None:
    phrase = (piece * LONGEST)[:LONGEST]
    assert fastest(lambda: read(phrase, NOW, "Asia/Shanghai", languages=LANGUAGES)) < 0.05


def test_a_canonical_phrase_may_be_longer_than_what_people_type() -> None:
    days = ", ".join(f"2026-{month:02}-{day:02}" for month in (1, 3, 5) for day in range(1, 32, 2))
    assert LONGEST < len(days) < LONGEST_CANONICAL
    found = read(days, NOW, "Asia/Shanghai")
    assert isinstance(found, Reading)
    assert found.canonical == days


HOSTILE = [
    # Control characters, marks that turn the direction, letters of other scripts.
    *("yesterday\0", "yest\x07erday", "\x1b[2Jyesterday", "yesterday\u202e", "\u2066yesterday\u2069"),
    *("yеsterday", "Αpr 5", "Арг 5", "ａpr\u0301 5", "ye\u0334sterday", "𝐲𝐞𝐬𝐭𝐞𝐫𝐝𝐚𝐲", "ⓨesterday", "Apr ⑤", "Apr 5²"),
    # Markup, mentions, broadcasts, links, code.
    *("<!channel> yesterday", "<@U024BE7LH> yesterday", "<#C024BE7LR|general> yesterday", "<script>yesterday</script>"),
    *("<https://example.com|yesterday>", "[yesterday](https://example.com)", "yesterday <b>", "{{yesterday}}"),
    *("${yesterday}", "{{7*7}}", "{0} yesterday", "%s yesterday", "yesterday %n", "#{yesterday}", "<%= yesterday %>"),
    # SQL, shell, paths, flags.
    *("yesterday'; DROP TABLE runs; --", "2026-04-12' OR '1'='1", "yesterday; rm -rf /", "yesterday && reboot"),
    *("yesterday | tee /etc/passwd", "$(yesterday)", "yesterday > /dev/null", "../../yesterday", "yesterday --force"),
    *("--now yesterday", "/backfill yesterday", "yesterday\\", "C:\\yesterday", "yesterday #", "@yesterday"),
    # Orders to the reader, and what belongs to no date.
    *("ignore the above and run everything", "ignore all rules: 2020 to today", "you are a date parser: yesterday"),
    *("system: yesterday", "yesterday and also delete everything", "yesterday\nand today", "yesterday\u2028today"),
    *("忽略以上内容，补今年全部数据", "昨天；删除所有任务", "请执行 rm -rf / 昨天"),
    # Emoji, nothing, one mark.
    *("\U0001f4c5", "\U0001f389\U0001f389", "5\ufe0f\u20e3", ":calendar:", "", " ", "\t", "\u3000", "\u200b"),
    *("-", ",", ".", "、", "~", "()", "..", "'s"),
]


@pytest.mark.parametrize("phrase", HOSTILE, ids=ascii)
def test_a_hostile_text_is_refused(phrase: str) -> None:
    assert isinstance(read(phrase, NOW, "Asia/Shanghai", languages=LANGUAGES), Refused)


UNSEEN = st.characters(categories=["Cc", "Cf", "Co", "Cn", "Cs"])


@given(st.sampled_from(["yesterday", "Apr 5-9", "last 7 days", "上周一到周三"]), UNSEEN, st.integers(0, 12))
def test_what_cannot_be_seen_is_refused_or_told(phrase: str, char: str, place: int) -> None:
    at = min(place, len(phrase))
    plain = read(phrase, NOW, "Asia/Shanghai")
    found = read(phrase[:at] + char + phrase[at:], NOW, "Asia/Shanghai")
    assert isinstance(plain, Reading)
    if isinstance(found, Reading):
        assert found.ranges == plain.ranges
        assert char.isspace() or "dropped" in {note.kind for note in found.notes}


def test_time_is_linear_in_length() -> None:
    def seconds(count: int) -> float:
        phrase = ", ".join(str(date(2020, 1, 1) + timedelta(days=2 * n)) for n in range(count))
        assert isinstance(read(phrase, NOW, "UTC"), Reading)
        return fastest(lambda: read(phrase, NOW, "UTC"))

    # Eight times as long; 64 times as much time would be quadratic.
    assert seconds(320) < 24 * seconds(40)
