"""What a region tells: the zone of its scheduling.

Source: DataWorks, scheduling time zones: by default the region's local zone; some regions can be switched once and for
all.
"""

DEFAULT_ZONE = "Asia/Shanghai"

ZONES = {
    "cn-": "Asia/Shanghai",
    "ap-northeast-1": "Asia/Tokyo",
    "ap-northeast-2": "Asia/Seoul",
    "ap-southeast-1": "Asia/Singapore",
    "ap-southeast-2": "Australia/Sydney",
    "ap-southeast-3": "Asia/Kuala_Lumpur",
    "ap-southeast-5": "Asia/Jakarta",
    "ap-southeast-6": "Asia/Manila",
    "ap-southeast-7": "Asia/Bangkok",
    "ap-south-1": "Asia/Kolkata",
    "eu-central-1": "Europe/Berlin",
    "eu-west-1": "Europe/London",
    "us-east-1": "America/New_York",
    "us-west-1": "America/Los_Angeles",
    "me-east-1": "Asia/Dubai",
    "me-central-1": "Asia/Riyadh",
}


def time_zone_of(place: str) -> str:
    """IANA zone of the region in `place`, a region id or an endpoint that holds one.

    For anything else it is China's, DataWorks' home; DATAWORKS_TIME_ZONE says better, and every preview prints the
    zone.
    """
    return known_zone(place) or DEFAULT_ZONE


def known_zone(place: str) -> str | None:
    """The same, None where nothing tells."""
    if "cn-hongkong" in place:
        return "Asia/Hong_Kong"
    return next((zone for region, zone in ZONES.items() if region in place), None)
