"""The three markets: zones, money, languages, places, carriers, warehouses, categories, promises."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Market:
    """One market. Weights are shares that need not add up to one.

    ``prices`` is the median line value in whole minor units. ``week`` is the number of weekdays, from
    Monday, that count as business days; ``ship_days`` and ``deliver_days`` are the promises in those.
    ``transit`` is the median number of carrier days to each region, ``speed`` each carrier's factor on it.
    """

    code: str
    share: float
    zones: tuple[str, ...]
    language: str
    languages: tuple[tuple[str, float], ...]
    currency: str
    prices: int
    week: int
    ship_days: int
    deliver_days: int
    cities: tuple[str, ...]
    city_zones: tuple[int, ...]  # of each city, in zones
    regions: tuple[str, ...]
    region_weights: tuple[float, ...]
    transit: tuple[float, ...]
    carriers: tuple[str, ...]
    carrier_weights: tuple[float, ...]
    speed: tuple[float, ...]
    warehouses: tuple[str, ...]
    chat_teams: tuple[str, ...]
    desks: tuple[tuple[str, str], ...]  # team and vendor of the frontline


MARKETS = (
    Market(
        code="VN",
        share=0.5,
        zones=("Asia/Ho_Chi_Minh",),
        language="vi",
        languages=(("vi", 0.90), ("en", 0.07), ("zh", 0.03)),
        currency="VND",
        prices=185_000,
        week=6,
        ship_days=2,
        deliver_days=5,
        cities=("Hà Nội", "Sài Gòn", "Đà Nẵng", "Hải Phòng", "Cần Thơ", "Huế", "Bắc Ninh", "Bình Dương"),
        city_zones=(0,) * 8,
        regions=("VN-HN", "VN-SG", "VN-DN", "VN-CT", "VN-NA", "VN-DL"),
        region_weights=(0.30, 0.33, 0.13, 0.10, 0.08, 0.06),
        transit=(1.7, 1.8, 2.3, 2.3, 2.6, 2.7),
        carriers=("vn-express-a", "vn-express-b", "vn-post-c", "vn-econ-d"),
        carrier_weights=(0.36, 0.29, 0.20, 0.15),
        speed=(0.92, 1.0, 1.08, 1.15),
        warehouses=("VN-W1", "VN-W2", "VN-W3"),
        chat_teams=("own", "vn-im-1", "vn-im-2"),
        desks=(("vn-inhouse", "inhouse"), ("vn-alpha", "bpo-alpha"), ("vn-beta", "bpo-beta")),
    ),
    Market(
        code="US",
        share=0.25,
        zones=("America/New_York", "America/Los_Angeles"),
        language="en",
        languages=(("en", 0.92), ("zh", 0.05), ("vi", 0.03)),
        currency="USD",
        prices=2_490,
        week=5,
        ship_days=2,
        deliver_days=6,
        cities=("Chicago", "Austin", "Seattle", "Boston", "Denver", "Atlanta", "Portland", "Newark"),
        city_zones=(0, 0, 1, 0, 1, 0, 1, 0),
        regions=("US-NE", "US-SE", "US-MW", "US-SW", "US-W"),
        region_weights=(0.24, 0.25, 0.20, 0.13, 0.18),
        transit=(2.5, 2.7, 2.6, 3.0, 2.9),
        carriers=("us-ground-a", "us-ground-b", "us-saver-c"),
        carrier_weights=(0.42, 0.35, 0.23),
        speed=(0.92, 1.0, 1.12),
        warehouses=("US-W1", "US-W2", "US-W3"),
        chat_teams=("own", "us-im-1", "us-im-2"),
        desks=(("us-inhouse", "inhouse"), ("us-gamma", "bpo-gamma")),
    ),
    Market(
        code="CN",
        share=0.25,
        zones=("Asia/Shanghai",),
        language="zh",
        languages=(("zh", 0.97), ("en", 0.03)),
        currency="CNY",
        prices=7_900,
        week=6,
        ship_days=2,
        deliver_days=5,
        cities=("杭州", "广州", "义乌", "成都", "青岛", "厦门", "武汉", "苏州"),
        city_zones=(0,) * 8,
        regions=("CN-E", "CN-S", "CN-N", "CN-C", "CN-W"),
        region_weights=(0.32, 0.27, 0.18, 0.14, 0.09),
        transit=(1.6, 1.7, 2.0, 2.0, 2.9),
        carriers=("cn-fast-a", "cn-fast-b", "cn-econ-c"),
        carrier_weights=(0.40, 0.34, 0.26),
        speed=(0.9, 1.0, 1.12),
        warehouses=("CN-W1", "CN-W2", "CN-W3"),
        chat_teams=("own", "cn-im-1", "cn-im-2"),
        desks=(("cn-inhouse", "inhouse"), ("cn-delta", "bpo-delta")),
    ),
)

CATEGORIES = ("fashion", "beauty", "electronics", "home", "food", "baby", "sports", "toys")
CATEGORY_WEIGHTS = (0.24, 0.18, 0.13, 0.16, 0.10, 0.07, 0.07, 0.05)
CATEGORY_PRICE = (1.0, 0.8, 2.6, 1.2, 0.6, 1.1, 1.3, 0.7)
CATEGORY_RETURNS = (1.9, 0.7, 1.5, 0.9, 0.4, 0.8, 1.0, 0.9)

TIERS = ("premier", "growth", "core", "long_tail")
TIER_SHARES = (0.08, 0.22, 0.35, 0.35)  # by size, the biggest first

ZONES = tuple(zone for market in MARKETS for zone in market.zones)
REGIONS = tuple(region for market in MARKETS for region in market.regions)
CARRIERS = tuple(carrier for market in MARKETS for carrier in market.carriers)
WAREHOUSES = tuple(warehouse for market in MARKETS for warehouse in market.warehouses)
CHAT_TEAMS = tuple(dict.fromkeys(team for market in MARKETS for team in market.chat_teams))
DESKS = tuple(desk for market in MARKETS for desk in market.desks)
VENDORS = tuple(dict.fromkeys(vendor for _, vendor in DESKS))
LANGUAGES = ("vi", "en", "zh")
CURRENCIES = tuple(market.currency for market in MARKETS)
