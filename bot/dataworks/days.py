"""Business dates as the list actions want them: milliseconds of midnight in the project's scheduling time zone."""

from datetime import UTC, date, datetime, time, tzinfo


def midnight_ms(day: date, zone: tzinfo) -> int:
    """Milliseconds since the epoch of the first moment of `day` in `zone`.

    Where the clock jumps over midnight, the first moment is the jump itself (01:00 by the new offset).
    """
    return int(datetime.combine(day, time.min, zone).timestamp()) * 1000


def business_date_of(instant: datetime, zone: tzinfo) -> date:
    """The business date of a `Bizdate` from an answer; `zone` is the project's scheduling time zone."""
    return instant.astimezone(zone).date()


def instant_of_ms(milliseconds: int) -> datetime:
    """The aware (UTC) instant of a time in an answer."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
