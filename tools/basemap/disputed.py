"""Which lines and areas the base map shows as disputed, and by what names.

Natural Earth draws who holds the ground. Drawn as it stands, that would settle what the reports are about, so these are
dashed: borders between two holders that are contested as such, cease-fire and de facto lines, and the outlines of
lands that are held, claimed or governed by more than one. It is a list of disputes, not a finding about any of them;
each area carries the names that its sides use.
"""

# Borders between two countries (codes as in Natural Earth) that are contested as a whole, or within west, south, east,
# north.
PAIRS = [
    ("ISR", "PSX", None),
    ("ISR", "SYR", None),
    ("ISR", "LBN", None),
    ("LBN", "SYR", (35.55, 33.2, 35.95, 33.5)),
    ("JOR", "PSX", None),
    ("EGY", "PSX", None),
    ("KOS", "SRB", None),
    ("MAR", "SAH", None),
    ("DZA", "SAH", None),
    ("MRT", "SAH", None),
    ("IND", "PAK", (73.3, 32.4, 78.0, 37.2)),
    ("CHN", "PAK", None),
    ("CHN", "IND", None),
    ("BTN", "CHN", None),
    ("IND", "KAS", None),
    ("KAS", "PAK", None),
    ("CHN", "KAS", None),
    ("PRK", "KOR", None),
    ("SDN", "SDS", (27.5, 9.0, 29.5, 11.0)),
    ("EGY", "SDN", (33.0, 21.0, 37.5, 24.0)),
    ("KEN", "SDS", None),
    ("GUY", "VEN", None),
    ("GUY", "SUR", (-58.2, 1.8, -56.4, 3.6)),
    ("SOM", "SOL", None),
    ("ETH", "SOL", None),
    ("DJI", "SOL", None),
]

# Lines of Natural Earth on which two countries do not meet in another of its world views, within west, south, east,
# north: cease-fire lines, buffer zones, and the isthmus and strait of Crimea.
LOOSE = [
    (35.5, 32.6, 36.0, 33.5),    # Golan
    (-17.2, 20.7, -8.6, 27.7),   # Western Sahara
    (42.6, 7.9, 49.1, 11.6),     # Somaliland
    (27.8, 9.2, 29.1, 9.7),      # Abyei
    (32.5, 34.5, 34.1, 35.3),    # Cyprus
    (76.9, 35.0, 77.9, 35.7),    # Siachen
    (126.5, 37.6, 128.5, 38.8),  # Korea
    (33.5, 45.6, 35.1, 46.3),    # Perekop
    (36.4, 44.8, 36.8, 45.7),    # Kerch
    (145.1, 43.0, 146.1, 45.0),  # Kurils
    (-73.8, -50.0, -72.9, -49.0),  # Southern Patagonian Ice Field
    (-56.1, -31.2, -55.7, -30.8),  # Rincon de Artigas
    (33.1, 21.7, 34.2, 22.1),    # Bir Tawil
    (62.7, 45.5, 64.1, 46.5),    # Baikonur (leased)
]

# Divisions whose outline is a de facto border: lines between divisions within west, south, east, north.
HELD = [
    (39.9, 42.35, 42.15, 43.65),  # Abkhazia
    (43.3, 41.95, 44.65, 42.8),   # South Ossetia
]

# Land tinted as disputed: a ring of the land that lies within west, south, east, north (whole islands and peninsulas
# that a border of the base map cuts off), by name.
CRIMEA = (32.3, 44.3, 36.75, 46.3)

# Longitude, latitude, the zoom from which it is named, the names in use.
AREAS = [
    (34.3, 45.25, 4, "Crimea", "Крим / Крым / Qırım"),
    (41.1, 43.05, 6, "Abkhazia", "აფხაზეთი / Апсны"),
    (44.0, 42.33, 6.5, "South Ossetia", "Tskhinvali region"),
    (29.2, 47.35, 6.5, "Transnistria", "Stînga Nistrului / Приднестровье"),
    (20.9, 42.6, 5, "Kosovo", "Косово и Метохија"),
    (33.5, 35.33, 6, "Northern Cyprus", "occupied area of Cyprus / KKTC"),
    (35.25, 32.0, 6, "West Bank", "الضفة الغربية / יהודה ושומרון"),
    (34.38, 31.42, 6, "Gaza Strip", "قطاع غزة / רצועת עזה"),
    (35.8, 33.02, 7, "Golan Heights", "الجولان / רמת הגולן"),
    (35.68, 33.3, 9, "Shebaa Farms", "مزارع شبعا / הר דב"),
    (-13.2, 24.4, 4, "Western Sahara", "الصحراء الغربية / SADR"),
    (46.3, 9.7, 4.5, "Somaliland", "Waqooyi Galbeed / Soomaaliland"),
    (28.4, 9.65, 6, "Abyei", "أبيي"),
    (35.3, 22.6, 6, "Hala'ib Triangle", "مثلث حلايب"),
    (33.75, 21.9, 7, "Bir Tawil", "بئر طويل"),
    (35.3, 4.9, 7, "Ilemi Triangle", ""),
    (76.0, 34.6, 5, "Kashmir", "جموں و کشمیر / जम्मू और कश्मीर"),
    (79.3, 35.2, 5.5, "Aksai Chin", "阿克赛钦 / अक्साई चिन"),
    (77.1, 35.4, 7.5, "Siachen", ""),
    (94.5, 28.1, 5.5, "Arunachal Pradesh", "अरुणाचल प्रदेश / 藏南"),
    (120.9, 23.7, 4.5, "Taiwan", "臺灣"),
    (123.5, 25.75, 7, "Senkaku Islands", "尖閣諸島 / 钓鱼岛 / 釣魚臺"),
    (131.87, 37.24, 7, "Liancourt Rocks", "독도 / 竹島"),
    (147.2, 44.3, 6, "Southern Kurils", "Южные Курилы / 北方領土"),
    (112.0, 16.5, 5.5, "Paracel Islands", "西沙 / Hoàng Sa"),
    (114.0, 9.6, 5.5, "Spratly Islands", "南沙 / Trường Sa / Kalayaan"),
    (117.76, 15.15, 7, "Scarborough Shoal", "黄岩岛 / Panatag"),
    (-59.3, 6.0, 5, "Essequibo", "Guayana Esequiba"),
    (-59.4, -51.75, 5, "Falkland Islands", "Islas Malvinas"),
    (-36.6, -54.4, 5, "South Georgia", "Islas Georgias del Sur"),
    (72.42, -7.32, 6, "Chagos Archipelago", "British Indian Ocean Territory"),
    (-5.35, 36.14, 8, "Gibraltar", ""),
]
