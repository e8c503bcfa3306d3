"""The Chinese catalogue: whole, with the fields of the English, and in one hand: punctuation, spaces, terms."""

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po

from bot.dates import Reading, read
from bot.locale import _, _n
from bot.locale.speech import CHINESE, speech
from ci import messages

GLOSSARY = {
    r"business dates?": "业务日期",
    r"(?<!/)\bbackfills?\b": "补数据",
    r"\btasks?\b": "任务",
    r"\binstances?\b": "实例",
    r"\bdownstream\b": "下游",
    r"\boperations?\b(?! rights)": "操作",
    r"\boperation rights\b": "运维权限",
    r"\bpreview\b": "预览",
    r"\bdrafts?\b": "草稿",
    r"\bdry.runs?\b": "空跑",
    r"\bfrozen\b": "冻结",
    r"\b(production|prod)\b": "生产环境",
    r"\b(development|dev)\b": "开发环境",
    r"\benvironment\b": "环境",
    r"(?<!-)\bprojects?\b(?!:)": "工作空间",
    r"\bdirect messages?\b": "私信",
    r"\bchannels?\b": "频道",
    r"\bthread\b": "消息列",
    r"\breason\b": "原因",
    r"\bcancel(led)?\b": "取消",
    r"\bconfirm(ed)?\b": "确认",
    r"\b(failed|failures)\b": "失败",
    r"\bwait(ing)?\b": "等待",
    r"\b(endpoint)\b": "接入点",
    r"\bregion\b": "地域",
    r"\bcredentials\b": "凭证",
    r"\boperator\b": "运维人员",
    r"\bconsole\b": "控制台",
    r"\brequest id\b": "请求 ID",
    r"\bdigest\b": "摘要",
    r"\bnext look\b": "下次查看",
    r"\bdays? off\b": "放假",
    r"\bnothing was sent\b": "发送",
    r"\bnothing has run\b": "尚未运行任何任务",
    r"\bnothing was changed\b": "未做任何变更",
}
"""What the English speaks of, and the word of DataWorks' and Slack's own Chinese for it."""

NEVER = {
    "您": "你",
    "项目": "工作空间",
    "节点": "任务",
    "回填": "补数据",
    "回刷": "补数据",
    "数据日期": "业务日期",
    "干跑": "空跑",
    "试跑": "空跑",
    "消息串": "消息列",
    "话题": "消息列",
    "私聊": "私信",
    "区域": "地域",
    "端点": "接入点",
    "凭据": "凭证",
}
"""Words for the same things that would make two of one."""

SAYS_CHINESE = r"\{(weekday|said|month)\}(?! 月)"
"""Fields whose value is itself Chinese: no space beside them. A `{month}` before 月 is a number."""

HAN = r"[\u3400-\u9fff]"
FULL = r"[，。、：；！？（）“”]"
SLIPS = {
    "ASCII punctuation beside Chinese": rf"""(?:{HAN}|\}}|{FULL})[,.:;!?()"'](?![\w{{])|[,:;!?()"'](?:{HAN}|{FULL})""",
    "half an ellipsis": r"(?<!…)…(?!…)|\.\.\.",
    "no space between Chinese and a letter, a number, a field": rf"{HAN}[A-Za-z0-9`{{]|[A-Za-z0-9`}}]{HAN}",
    "a space beside full-width punctuation": rf"{FULL} | {FULL}",
    "a space between Chinese and Chinese": rf"{HAN} +{HAN}",
    "two spaces": r"  ",
    "id in small letters": r"(?<![\w{])ids?(?![\w}])",
}
ENDS = {".": "。", "?": "？", ":": "："}


def sentences() -> list[tuple[Message, str, str]]:
    """Each message with its English (the plural where there are two) and its Chinese."""
    found = []
    for message in messages.read_catalog():
        if message.id:
            english = message.id if isinstance(message.id, str) else message.id[1]
            chinese = message.string if isinstance(message.string, str) else "".join(message.string or ())
            found.append((message, english, chinese))
    return found


def slips(chinese: str) -> list[str]:
    """The rules of typography that a sentence breaks."""
    chinese = re.sub(SAYS_CHINESE, "字", chinese)
    return [rule for rule, pattern in SLIPS.items() if re.search(pattern, chinese)]


def wrong_terms(english: str, chinese: str) -> list[str]:
    """The terms that the Chinese should have and has not, and those it should not have."""
    said = re.sub(r"\{\w+\}|\b[A-Za-z]+_\w+", "", english).lower()
    missing = [term for pattern, term in GLOSSARY.items() if re.search(pattern, said) and term not in chinese]
    return missing + [f"{word}, not {other}" for other, word in NEVER.items() if other in chinese]


def test_the_catalogue_is_whole() -> None:
    assert messages.problems() == []
    assert len(sentences()) > 300


def test_every_sentence_keeps_the_typography() -> None:
    assert {chinese: found for _message, _english, chinese in sentences() if (found := slips(chinese))} == {}


def test_every_sentence_ends_as_the_english_does() -> None:
    wrong = {
        english: chinese
        for _message, english, chinese in sentences()
        if ENDS.get(english[-1], chinese[-1]) != chinese[-1]
        or (chinese[-1] in ENDS.values() and english[-1] not in ENDS)
    }
    assert wrong == {}


def test_every_sentence_uses_the_terms() -> None:
    assert {english: found for _m, english, chinese in sentences() if (found := wrong_terms(english, chinese))} == {}


def test_every_term_is_in_use() -> None:
    """A term that no sentence asks for checks nothing."""
    said = [re.sub(r"\{\w+\}", "", english).lower() for _message, english, _chinese in sentences()]
    assert [pattern for pattern in GLOSSARY if not any(re.search(pattern, text) for text in said)] == []


def test_a_workspace_of_slack_is_not_one_of_dataworks() -> None:
    for message, english, chinese in sentences():
        if "workspace" in english:
            places = {place for place, _line in message.locations}
            assert ("工作区" if places == {"bot/policy/gate.py"} else "工作空间") in chinese


def test_nothing_english_is_left() -> None:
    """A sentence without a Chinese character is a frame of fields, or of names that are the same everywhere."""
    plain = {chinese for _message, _english, chinese in sentences() if not re.search(HAN, chinese)}
    assert {re.sub(r"\{\w+\}", "", chinese).strip(" 。/·：") for chinese in plain} <= {"", "DATAWORKS_PROJECT_ID"}


@pytest.mark.parametrize(
    "example",
    sorted(
        {
            *CHINESE.say(_("last 7 days · Nov 20-24 except Sunday · 上周一到周三")).split(" · "),
            *CHINESE.say(_("For example: last 7 days, Nov 20-24, 上周一到周三")).removeprefix("例如：").split("、"),
            CHINESE.say(_("Say which days, such as: last 7 days")).rpartition("：")[2],
            CHINESE.say(_("For example: /backfill 1001 last 7 days")).partition("1001 ")[2],
            *CHINESE.say(_("February has 28 or 29 days. Did you mean Feb 28 or Mar 1?"))[:-1]
            .split("指的是 ")[1]
            .split("还是 "),
        }
    ),
)
def test_the_phrases_it_gives_as_examples_are_read(example: str) -> None:
    zone = "Asia/Shanghai"
    assert isinstance(read(example, datetime(2026, 11, 24, 10, tzinfo=ZoneInfo(zone)), zone), Reading)


def test_it_is_spoken_to_a_chinese_locale() -> None:
    said = speech("zh-CN")
    assert said.say(_("Business dates")) == "业务日期"
    assert said.say(_n("{count} day", "{count} days", count=1)) == "1 天"
    assert said.say(_n("{count} day", "{count} days", count=7)) == "7 天"
    assert speech("en-GB").say(_("Business dates")) == "Business dates"


@pytest.mark.parametrize(
    ("chinese", "rule"),
    [
        ("没有任务 {word}.", "ASCII punctuation beside Chinese"),
        ("原因: {reason}", "ASCII punctuation beside Chinese"),
        ("失败({count})", "ASCII punctuation beside Chinese"),
        ("{what}: {before}", "ASCII punctuation beside Chinese"),
        ("请稍候…", "half an ellipsis"),
        ("共{count} 天", "no space between Chinese and a letter, a number, a field"),
        ("发送给DataWorks", "no space between Chinese and a letter, a number, a field"),
        ("截至 {time}， 下次查看", "a space beside full-width punctuation"),
        ("业务 日期", "a space between Chinese and Chinese"),
        ("不是 {weekday}", "a space between Chinese and Chinese"),
        ("任务 id 或名称", "id in small letters"),
    ],
)
def test_a_slip_is_seen(chinese: str, rule: str) -> None:
    assert rule in slips(chinese)


@pytest.mark.parametrize(
    "chinese",
    [
        "{day} 是{weekday}，不是{said}。",
        "请用 sqlite:///file。",
        "用 /backfill list 查看（ID：{id}）。",
        "…… 另有 {count} 个月",
    ],
)
def test_good_typography_is_left_alone(chinese: str) -> None:
    assert slips(chinese) == []


@pytest.mark.parametrize(
    ("english", "chinese", "term"),
    [
        ("Nothing was changed by the dry run.", "未做任何变更：只是试跑。", "空跑"),
        ("Which project?", "哪个项目？", "工作空间"),
        ("Only you see {tasks}", "只有您能看到 {tasks}", "你, not 您"),
    ],
)
def test_a_wrong_term_is_seen(english: str, chinese: str, term: str) -> None:
    assert term in wrong_terms(english, chinese)


@pytest.mark.parametrize(
    ("msgid", "string", "problem"),
    [
        ("Say which days.", "", "not translated: Say which days."),
        ("Say this no more.", "不再说了。", "not in the code any more: Say this no more."),
        ("{count} failed", "失败", "other fields: {count} failed -> 失败"),
        ("There is no project {name}.", "没有 {nmae}。", "other fields: There is no project {name}. -> 没有 {nmae}。"),
    ],
)
def test_the_check_sees_what_is_wrong(
    msgid: str, string: str, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog: Catalog = messages.read_catalog()
    if msgid in catalog:
        catalog[msgid].string = string
    else:
        catalog.add(msgid, string)
    with (tmp_path / "zh.po").open("wb") as target:
        write_po(target, catalog)
    monkeypatch.setattr(messages, "CATALOG", tmp_path / "zh.po")
    assert problem in messages.problems()
